import { emptiestNodeInOpenZone } from '../emptiest-node';
import { NOWHERE } from '../fleet-model';
import { bestFit } from './best-fit';
import type { Board } from './board';
import type { Relief } from './relief';
import type { ShedChoice } from './shed-choice';

/**
 * Makes a plan from prices: every node sheds what it should at these prices into a pool, the pool goes to the nodes that it fits best,
 * the heaviest first, and what fits nowhere stays. Then the nodes that are still over their limit are relieved one by one.
 * O(nodes × replicas seen × steps + pool × log).
 */
export function construct(
  board: Board,
  nodes: Int32Array,
  prices: Float64Array,
  choice: ShedChoice,
  relief: Relief,
): void {
  const pool = collectPool(nodes, prices, choice);
  pool.sort((left, right) => board.weightOf(right) - board.weightOf(left) || left - right);
  for (const replica of pool) {
    board.move(replica, NOWHERE);
  }
  for (const replica of pool) {
    board.move(replica, placeFor(board, replica));
  }
  for (const node of nodes) {
    relief.callHome(node);
  }
  relieveAll(board, nodes, relief);
}

/** What fits nowhere goes home, or, when a replica of its shard was put beside its home meanwhile, to the emptiest node. */
function placeFor(board: Board, replica: number): number {
  const { state } = board;
  const fitting = bestFit(board, replica, NOWHERE, NOWHERE);
  if (fitting !== NOWHERE) {
    return fitting;
  }
  const home = state.homeOf(replica);
  const emptiest = state.mayHold(replica, home) ? home : emptiestNodeInOpenZone(state, replica);
  return emptiest === NOWHERE ? home : emptiest;
}

/** Relieves every node that is over its limit, the worst first, and lets come home what fits. */
export function relieveAll(board: Board, nodes: Int32Array, relief: Relief): void {
  const over = nodes.filter((node) => board.state.isOver(node));
  over.sort((left, right) => board.state.roomOf(left) - board.state.roomOf(right) || left - right);
  for (const node of over) {
    relief.relieve(node);
  }
  for (const node of nodes) {
    relief.callHome(node);
  }
}

function collectPool(nodes: Int32Array, prices: Float64Array, choice: ShedChoice): number[] {
  const pool: number[] = [];
  for (const node of nodes) {
    choice.choose(node, prices);
    pool.push(...choice.chosen);
  }
  return pool;
}
