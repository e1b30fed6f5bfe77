import { NOWHERE } from '../fleet-model';
import { END } from '../number-lists';
import type { Board } from './board';

/** Lets a node's own replicas come home as far as there is room, those with most bytes first. O(replicas away²). */
export function callHome(board: Board, node: number): void {
  for (let replica = dearestThatFits(board, node); replica !== NOWHERE; replica = dearestThatFits(board, node)) {
    board.move(replica, node);
  }
}

/** Whether loads, disk and zone allow it. */
export function fits(board: Board, replica: number, node: number): boolean {
  const { state } = board;
  const shard = state.shardOf(replica);
  return state.hasRoom(shard, node) && state.hasDisk(shard, node) && state.mayHold(replica, node);
}

function dearestThatFits(board: Board, node: number): number {
  let dearest = NOWHERE;
  let highest = -1;
  for (let replica = board.aways.first(node); replica !== END; replica = board.aways.next(replica)) {
    if (board.costOf(replica) > highest && fits(board, replica, node)) {
      highest = board.costOf(replica);
      dearest = replica;
    }
  }
  return dearest;
}
