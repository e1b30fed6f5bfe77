import { CLASS_COUNT, type LoadClasses } from './load-classes';

/** Steps that the heaviest replica takes: gaps are counted in them. */
const STEPS_OF_HEAVIEST = 200;

/** A gap for more of the heaviest replicas is worth no more: it takes whatever comes, and light replicas would fill the memory. */
const MOST_HEAVIEST = 100;

/** No class ends in this step: the step is left empty. */
const EMPTY_STEP = -2;

/** What a node's gap is worth when each class of load has a price for a place: the best mix of places that fit into it. */
export class GapValues {
  private readonly step: number;
  /** By class the steps that a gap needs to take a replica of the class's lightest load. */
  private readonly classSteps: Int32Array;
  private readonly values: Float64Array;
  private readonly lastClasses: Int8Array;

  /** @param span largest gap that is told from larger ones, if not more than `MOST_HEAVIEST` */
  constructor(classes: LoadClasses, span: number) {
    this.step = classes.heaviest / STEPS_OF_HEAVIEST;
    this.classSteps = Int32Array.from(classes.lightest, (load) => Math.ceil(load / this.step - 1e-6));
    const length = Math.ceil(Math.min(span / this.step, MOST_HEAVIEST * STEPS_OF_HEAVIEST)) + 2;
    this.values = new Float64Array(length);
    this.lastClasses = new Int8Array(length).fill(EMPTY_STEP);
  }

  /** Computes the values anew. O(span ÷ step × classes). */
  setPrices(prices: Float64Array): void {
    const { values, lastClasses, classSteps } = this;
    for (let gap = 1; gap < values.length; gap += 1) {
      let best = values[gap - 1] as number;
      let last = EMPTY_STEP;
      for (let index = 0; index < CLASS_COUNT && (classSteps[index] as number) <= gap; index += 1) {
        const value = (values[gap - (classSteps[index] as number)] as number) + (prices[index] as number);
        if (value > best + 1e-12) {
          best = value;
          last = index;
        }
      }
      values[gap] = best;
      lastClasses[gap] = last;
    }
  }

  /** @param gap in mean node loads, from 0 up */
  valueOf(gap: number): number {
    return this.values[this.stepsIn(gap)] as number;
  }

  /** Adds to a count of each class the places that the gap is best used for. */
  countPlaces(gap: number, counts: Float64Array): void {
    let rest = this.stepsIn(gap);
    while (rest > 0) {
      const last = this.lastClasses[rest] as number;
      if (last === EMPTY_STEP) {
        rest -= 1;
      } else {
        counts[last] = (counts[last] as number) + 1;
        rest -= this.classSteps[last] as number;
      }
    }
  }

  private stepsIn(gap: number): number {
    return Math.min(Math.trunc(gap / this.step + 1e-6), this.values.length - 1);
  }
}
