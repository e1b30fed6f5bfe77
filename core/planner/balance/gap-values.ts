import { CLASS_COUNT, type LoadGrid } from './load-grid';

/** No class ends in this step: the step is left empty. */
const EMPTY_STEP = -2;

/** What a node's gap is worth when each class of load has a price for a place: the best mix of places that fit into it. */
export class GapValues {
  private readonly values: Float64Array;
  private readonly lastClasses: Int8Array;

  /** @param span largest gap */
  constructor(
    private readonly grid: LoadGrid,
    span: number,
  ) {
    const length = grid.stepsFor(span) + 2;
    this.values = new Float64Array(length);
    this.lastClasses = new Int8Array(length).fill(EMPTY_STEP);
  }

  /** Computes the values anew. O(span ÷ step × classes). */
  setPrices(prices: Float64Array): void {
    const { values, lastClasses } = this;
    for (let gap = 1; gap < values.length; gap += 1) {
      let best = values[gap - 1] as number;
      let last = EMPTY_STEP;
      for (let index = 0; index < CLASS_COUNT; index += 1) {
        const steps = this.grid.classSteps[index] as number;
        const price = prices[index] as number;
        const value = steps <= gap && price > 0 ? (values[gap - steps] as number) + price : 0;
        if (value > best + 1e-12) {
          best = value;
          last = index;
        }
      }
      values[gap] = best;
      lastClasses[gap] = last;
    }
  }

  valueOf(gap: number): number {
    return this.values[Math.min(gap, this.values.length - 1)] as number;
  }

  /** Adds to a count of each class the places that the gap is best used for. */
  countPlaces(gap: number, counts: Float64Array): void {
    let rest = Math.min(gap, this.values.length - 1);
    while (rest > 0) {
      const last = this.lastClasses[rest] as number;
      if (last === EMPTY_STEP) {
        rest -= 1;
      } else {
        counts[last] = (counts[last] as number) + 1;
        rest -= this.grid.classSteps[last] as number;
      }
    }
  }
}
