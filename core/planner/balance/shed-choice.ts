import type { Board } from './board';
import type { GapValues } from './gap-values';
import { type LoadGrid, NO_CLASS } from './load-grid';

/** A node's replicas that are looked at: those with most load per byte. A choice among them has a bit for each. */
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
  /** By steps shed: a bit for each replica of the cheapest choice. */
  private readonly choices: Int32Array;

  constructor(
    private readonly board: Board,
    private readonly grid: LoadGrid,
    private readonly gaps: GapValues,
    largestExcess: number,
  ) {
    this.width = grid.stepsFor(largestExcess) + grid.stepsFor(grid.heaviest * 1.1) + 2;
    this.costs = new Float64Array(this.width);
    this.choices = new Int32Array(this.width);
  }

  /**
   * Chooses for a node. Returns the steps of the gap that is left there; -1 when a choice among those seen does not suffice, and all must go
   * in order.
   */
  choose(node: number, prices: Float64Array): number {
    const { board, grid, costs } = this;
    const excess = grid.stepsFor(-board.state.roomOf(node));
    const unused = grid.stepsIn(Math.max(0, board.state.roomOf(node)));
    const width = Math.min(this.width, excess + grid.stepsFor(grid.heaviest * 1.1) + 1);
    this.fillTable(node, width, prices);
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
      this.listInOrder(node);
      return -1;
    }
    this.listChoice(node, this.choices[bestSteps] as number);
    return bestSteps - excess + unused;
  }

  /** Finds the least cost for each number of steps shed, and what to shed for it. */
  private fillTable(node: number, width: number, prices: Float64Array): void {
    const { board, grid, costs, choices } = this;
    const { weights, reliefs, costs: ownCosts } = board.owns;
    const start = board.ownStart(node);
    const end = Math.min(start + MOST_REPLICAS_SEEN, board.ownStart(node + 1));
    costs.fill(Number.POSITIVE_INFINITY, 0, width);
    costs[0] = 0;
    choices[0] = 0;
    let highest = 0;
    for (let position = start; position < end; position += 1) {
      const steps = board.isGuest(board.own(position)) ? 0 : grid.stepsIn(reliefs[position] as number);
      if (steps === 0) {
        continue;
      }
      const loadClass = grid.classOf(weights[position] as number);
      const cost = (ownCosts[position] as number) + (loadClass === NO_CLASS ? 0 : (prices[loadClass] as number));
      const bit = 1 << (position - start);
      highest = Math.min(width - 1, highest + steps);
      for (let shed = highest; shed >= steps; shed -= 1) {
        const candidate = (costs[shed - steps] as number) + cost;
        if (candidate < (costs[shed] as number)) {
          costs[shed] = candidate;
          choices[shed] = (choices[shed - steps] as number) | bit;
        }
      }
    }
  }

  /** Of many light replicas those with most load per byte. */
  private listInOrder(node: number): void {
    const { board } = this;
    let excess = -board.state.roomOf(node);
    for (let position = board.ownStart(node); position < board.ownStart(node + 1) && excess > 0; position += 1) {
      if (board.state.holderOf(board.own(position)) === node) {
        this.chosen.push(board.own(position));
        excess -= board.owns.reliefs[position] as number;
      }
    }
  }

  private listChoice(node: number, bits: number): void {
    const start = this.board.ownStart(node);
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      this.chosen.push(this.board.own(start + 31 - Math.clz32(rest & -rest)));
    }
  }
}
