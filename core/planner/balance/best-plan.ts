import type { Board } from './board';
import { OVERLOAD_COST } from './search';

/** Remembers the best of the plans that a board stands at. */
export class BestPlan {
  private score: number;
  private holders: Int32Array;

  /** @param isComplete whether the plan that the board stands at counts; else any plan compared with it is better */
  constructor(
    private readonly board: Board,
    isComplete: boolean,
  ) {
    this.score = isComplete ? scoreOf(board) : Number.POSITIVE_INFINITY;
    this.holders = board.state.holders.slice();
  }

  /** Remembers what the board stands at if it is the best so far. */
  compare(): void {
    const score = scoreOf(this.board);
    if (score < this.score) {
      this.score = score;
      this.holders = this.board.state.holders.slice();
    }
  }

  restore(): void {
    this.board.restore(this.holders);
  }
}

function scoreOf(board: Board): number {
  return board.cost + OVERLOAD_COST * board.overload;
}
