import type { Board } from './board';
import { callHome } from './call-home';
import type { Relief } from './relief';

/** What one node gives away may be what keeps another one above its limit. */
const MOST_PASSES = 4;

/** Relieves every node that is over its limit, the worst first, again while that helps, and lets come home what fits. */
export function relieveAll(board: Board, nodes: Int32Array, relief: Relief): void {
  let overloadBefore = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < MOST_PASSES && board.overload < overloadBefore; pass += 1) {
    overloadBefore = board.overload;
    for (const node of worstFirst(board, nodes)) {
      relief.relieve(node);
    }
  }
  for (const node of nodes) {
    callHome(board, node);
  }
}

function worstFirst({ state }: Board, nodes: Int32Array): Int32Array {
  const over = nodes.filter((node) => state.isOver(node));
  return over.sort((left, right) => state.roomOf(left) - state.roomOf(right) || left - right);
}
