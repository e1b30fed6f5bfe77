import { NOWHERE } from '../fleet-model';
import { END } from '../number-lists';
import type { Board } from './board';

/** With several resources: nodes whose tightest one has too little room, looked at because it may be one that the replica does not need. */
const MOST_MISFITS = 48;

/**
 * Returns the node with the least room that the replica still fits, or `NOWHERE`: what has much room is kept for what is heavy.
 * @param first a node that is out of the question
 * @param second another one
 */
export function bestFit(board: Board, replica: number, first: number, second: number): number {
  const { state } = board;
  let best = NOWHERE;
  for (let zone = 0; zone < state.zoneCount; zone += 1) {
    const node = state.isZoneOpen(replica, zone) ? bestFitInZone(board, replica, zone, first, second) : NOWHERE;
    if (node !== NOWHERE && (best === NOWHERE || state.roomOf(node) < state.roomOf(best))) {
      best = node;
    }
  }
  return best;
}

function bestFitInZone(board: Board, replica: number, zone: number, first: number, second: number): number {
  const { state } = board;
  const { index } = state;
  const shard = state.shardOf(replica);
  const end = (zone + 1) * index.bucketsPerZone;
  const surelyFits = index.bucketOf(zone, board.weightOf(replica));
  let misfits = 0;
  let bucket = index.nextOccupied(index.bucketOf(zone, state.leastRoomFor(shard)), end);
  while (bucket < end) {
    for (let node = index.first(bucket); node !== END; node = index.next(node)) {
      const isPossible = node !== first && node !== second && state.hasRoom(shard, node);
      if (isPossible && state.hasDisk(shard, node) && !state.holdsSibling(replica, node)) {
        return node;
      }
      misfits += 1;
    }
    const following = misfits > MOST_MISFITS ? Math.max(bucket + 1, surelyFits) : bucket + 1;
    bucket = index.nextOccupied(following, end);
  }
  return NOWHERE;
}
