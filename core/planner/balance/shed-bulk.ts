import { emptiestNodeInOpenZone } from '../emptiest-node';
import { NOWHERE } from '../fleet-model';
import { END } from '../number-lists';
import type { Board } from './board';

/** Of a node's replicas those with most load per byte: for so many others are asked to make room, and as many are a choice worth weighing. */
export const MOST_WEIGHED = 24;

/**
 * While the replicas worth weighing do not suffice for a node's excess, its guests leave, and then its own replicas, those with most load per
 * byte first, to the emptiest nodes. O(replicas of the node).
 */
export function shedBulk(board: Board, node: number): void {
  const end = board.ownStart(node + 1);
  const start = board.ownStart(node);
  for (let guest = board.guests.first(node); guest !== END && needsMore(board, node, start); ) {
    const following = board.guests.next(guest);
    moveToEmptiest(board, guest, node);
    guest = following;
  }
  for (let position = start; position < end && needsMore(board, node, position); position += 1) {
    if (board.state.holderOf(board.own(position)) === node) {
      moveToEmptiest(board, board.own(position), node);
    }
  }
}

function moveToEmptiest(board: Board, replica: number, node: number): void {
  const { state } = board;
  const target = emptiestNodeInOpenZone(state, replica);
  if (target !== NOWHERE && target !== node && state.hasRoom(state.shardOf(replica), target)) {
    board.move(replica, target);
  }
}

/** Whether a node's excess is above the load of the replicas from a position on that are worth weighing. */
function needsMore(board: Board, node: number, start: number): boolean {
  const { state } = board;
  const end = Math.min(start + MOST_WEIGHED, board.ownStart(node + 1));
  let rest = -state.roomOf(node);
  for (let position = start; position < end && rest > 0; position += 1) {
    const replica = board.own(position);
    rest -= state.holderOf(replica) === node ? board.reliefOf(replica, node) : 0;
  }
  return rest > 0;
}
