import type { Board } from './board';
import { construct } from './construct';
import { GapValues } from './gap-values';
import { LoadGrid } from './load-grid';
import { placePrices } from './place-prices';
import type { Relief } from './relief';
import { ShedChoice } from './shed-choice';

/** Makes plans for one start at different prices. */
export class PricedPlans {
  private readonly grid: LoadGrid;
  private readonly gaps: GapValues;
  private readonly choice: ShedChoice;
  private balanced: Float64Array | undefined;

  /** @param start who holds the replicas before any plan; the board must stand there */
  constructor(
    private readonly board: Board,
    private readonly nodes: Int32Array,
    private readonly start: Int32Array,
    private readonly relief: Relief,
  ) {
    const { state } = board;
    const heaviest = state.weights.reduce((most, weight) => Math.max(most, weight), 0);
    const largestExcess = nodes.reduce((most, node) => Math.max(most, -state.roomOf(node)), 0);
    const largestRoom = nodes.reduce((most, node) => Math.max(most, state.roomOf(node)), 0);
    this.grid = new LoadGrid(heaviest, largestExcess);
    this.gaps = new GapValues(this.grid, largestRoom + 1.1 * heaviest);
    this.choice = new ShedChoice(board, this.grid, this.gaps, largestExcess);
  }

  /** Puts the board to the plan that some part of the balanced prices leads to. */
  make(part: number): void {
    const { board, nodes } = this;
    board.restore(this.start);
    this.balanced ??= placePrices(board, nodes, this.grid, this.gaps, this.choice);
    const prices = this.balanced.map((price) => price * part);
    this.gaps.setPrices(prices);
    construct(board, nodes, prices, this.choice, this.relief);
  }
}
