import { emptiestNodeInOpenZone } from '../emptiest-node';
import { NOWHERE } from '../fleet-model';
import { bestFit } from './best-fit';
import type { Board } from './board';
import { callHome } from './call-home';

/**
 * Moves the replicas of a pool to the nodes that they fit best, the heaviest first; what fits nowhere stays. Then lets come home what
 * there is room for. Returns how many fitted nowhere. O(pool × log + nodes).
 */
export function placePool(board: Board, nodes: Int32Array, pool: readonly number[]): number {
  const heaviestFirst = [...pool].sort((left, right) => board.weightOf(right) - board.weightOf(left) || left - right);
  for (const replica of heaviestFirst) {
    board.move(replica, NOWHERE);
  }
  let misfits = 0;
  for (const replica of heaviestFirst) {
    const fitting = bestFit(board, replica, NOWHERE, NOWHERE);
    board.move(replica, fitting === NOWHERE ? placeOfMisfit(board, replica) : fitting);
    misfits += fitting === NOWHERE ? 1 : 0;
  }
  for (const node of nodes) {
    callHome(board, node);
  }
  return misfits;
}

/** A place of its shard that is free, or, when its zone or disk was taken meanwhile, the emptiest node. */
function placeOfMisfit(board: Board, replica: number): number {
  const { state } = board;
  const place = freePlaceOfShard(board, replica);
  const isOpen = state.mayHold(replica, place) && state.hasDisk(state.shardOf(replica), place);
  const emptiest = isOpen ? place : emptiestNodeInOpenZone(state, replica);
  return emptiest === NOWHERE ? place : emptiest;
}

/** Its home; when another replica of its shard was put there, the home of that one, and so on. */
function freePlaceOfShard({ state, model }: Board, replica: number): number {
  const start = replica - (replica % model.stride);
  let place = state.homeOf(replica);
  for (let other = start; other < start + model.stride; other += 1) {
    if (other !== replica && state.holderOf(other) === place) {
      place = state.homeOf(other);
      other = start - 1;
    }
  }
  return place;
}
