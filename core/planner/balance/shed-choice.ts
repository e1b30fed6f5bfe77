import type { Board } from './board';
import type { GapValues } from './gap-values';
import { type LoadGrid, NO_CLASS } from './load-grid';

/** A node's replicas that are looked at: those with most load per byte. */
const MOST_REPLICAS_SEEN = 20;

/**
 * Chooses what one node should shed, given prices for places: the replicas whose bytes and places cost least, less what the gap that
 * they leave is worth to others. A knapsack over the grid, exact up to its steps. O(replicas seen × steps).
 */
export class ShedChoice {
  /** Replicas chosen last. */
  readonly chosen: number[] = [];
  private readonly width: number;
  private readonly costs: Float64Array;
  private readonly isTaken: Uint8Array;
  private readonly steps = new Int32Array(MOST_REPLICAS_SEEN);

  constructor(
    private readonly board: Board,
    private readonly grid: LoadGrid,
    private readonly gaps: GapValues,
    largestExcess: number,
  ) {
    this.width = grid.stepsFor(largestExcess) + grid.stepsFor(grid.heaviest * 1.1) + 2;
    this.costs = new Float64Array(this.width);
    this.isTaken = new Uint8Array(MOST_REPLICAS_SEEN * this.width);
  }

  /** Chooses for a node. Returns the steps of the gap that is left there, or -1 when it cannot get below its limit. */
  choose(node: number, prices: Float64Array): number {
    const { board, grid, costs } = this;
    const excess = grid.stepsFor(-board.state.roomOf(node));
    const unused = grid.stepsIn(Math.max(0, board.state.roomOf(node)));
    const width = Math.min(this.width, excess + grid.stepsFor(grid.heaviest * 1.1) + 1);
    const seen = this.fillTable(node, width, prices);
    let best = Number.POSITIVE_INFINITY;
    let bestSteps = -1;
    for (let steps = excess; steps < width; steps += 1) {
      const value = (costs[steps] as number) - this.gaps.valueOf(steps - excess + unused);
      if (value < best) {
        best = value;
        bestSteps = steps;
      }
    }
    this.chosen.length = 0;
    if (bestSteps < 0) {
      return -1;
    }
    this.traceBack(node, seen, bestSteps);
    return bestSteps - excess + unused;
  }

  /** Least cost for each number of steps shed. Returns how many replicas were seen. */
  private fillTable(node: number, width: number, prices: Float64Array): number {
    const { board, grid, costs, isTaken } = this;
    const start = board.ownStart(node);
    const seen = Math.min(MOST_REPLICAS_SEEN, board.ownStart(node + 1) - start);
    costs.fill(Number.POSITIVE_INFINITY, 0, width);
    costs[0] = 0;
    let highest = 0;
    for (let position = 0; position < seen; position += 1) {
      const replica = board.own(start + position);
      const weight = board.weightOf(replica);
      const steps = board.isGuest(replica) ? 0 : grid.stepsIn(weight);
      const loadClass = grid.classOf(weight);
      const cost = board.costOf(replica) + (loadClass === NO_CLASS ? 0 : (prices[loadClass] as number));
      const row = position * this.width;
      isTaken.fill(0, row, row + width);
      this.steps[position] = steps;
      highest = steps === 0 ? highest : Math.min(width - 1, highest + steps);
      for (let shed = steps === 0 ? -1 : highest; shed >= steps; shed -= 1) {
        const candidate = (costs[shed - steps] as number) + cost;
        if (candidate < (costs[shed] as number)) {
          costs[shed] = candidate;
          isTaken[row + shed] = 1;
        }
      }
    }
    return seen;
  }

  private traceBack(node: number, seen: number, bestSteps: number): void {
    let rest = bestSteps;
    for (let position = seen - 1; position >= 0 && rest > 0; position -= 1) {
      if (this.isTaken[position * this.width + rest] === 1) {
        this.chosen.push(this.board.own(this.board.ownStart(node) + position));
        rest -= this.steps[position] as number;
      }
    }
  }
}
