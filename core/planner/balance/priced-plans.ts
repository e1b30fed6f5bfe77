import type { Board } from './board';
import { heaviestWeight, largestExcess, largestRoom } from './board-figures';
import { GapValues } from './gap-values';
import { LoadGrid } from './load-grid';
import { placePool } from './place-pool';
import { type GridChoice, placePrices } from './place-prices';
import { ShedChoice } from './shed-choice';

/** Steps of the grid that the heaviest replica takes, for plans: coarser ones are too careful, finer ones cost time. Prices need fewer. */
const STEPS_OF_PLANS = 200;
const STEPS_OF_PRICES = 100;

/** Makes plans for one start at different prices. */
export class PricedPlans {
  private readonly gaps: GapValues;
  private readonly choice: ShedChoice;
  private readonly balanced: Float64Array;

  /** @param start who holds the replicas before any plan; the board is put there */
  constructor(
    private readonly board: Board,
    private readonly nodes: Int32Array,
    private readonly start: Int32Array,
  ) {
    board.restore(start);
    const coarse = makeChoice(board, nodes, STEPS_OF_PRICES);
    this.balanced = placePrices(board, nodes, coarse);
    const fine = makeChoice(board, nodes, STEPS_OF_PLANS);
    this.gaps = fine.gaps;
    this.choice = fine.choice;
  }

  /** Puts the board to the plan that some part of the balanced prices leads to. Returns which part of what is shed fits nowhere. */
  make(part: number): number {
    const { board, nodes, choice } = this;
    board.restore(this.start);
    const prices = this.balanced.map((price) => price * part);
    this.gaps.setPrices(prices);
    const pool: number[] = [];
    for (const node of nodes) {
      choice.choose(node, prices);
      pool.push(...choice.chosen);
    }
    return placePool(board, nodes, pool) / Math.max(1, pool.length);
  }
}

function makeChoice(board: Board, nodes: Int32Array, stepsOfHeaviest: number): GridChoice {
  const heaviest = heaviestWeight(board);
  const mostExcess = largestExcess(board, nodes);
  const grid = new LoadGrid(heaviest, mostExcess, stepsOfHeaviest);
  const gaps = new GapValues(grid, largestRoom(board, nodes) + 1.1 * heaviest);
  return { grid, gaps, choice: new ShedChoice(board, grid, gaps, mostExcess) };
}
