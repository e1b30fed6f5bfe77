import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import { END } from './number-lists';

/**
 * Returns the node with most room for load among those whose disk has room for the replica, of the zones that may get it; or else
 * of all zones; `NOWHERE` when there is none. The node may get too much load. O(zones + nodes with full disks).
 */
export function emptiestNode(state: FleetState, replica: number): number {
  const inOpenZone = emptiestOf(state, replica, (zone) => state.isZoneOpen(replica, zone));
  return inOpenZone === NOWHERE ? emptiestOf(state, replica, () => true) : inOpenZone;
}

/** The same, of the zones that may get the replica alone. */
export function emptiestNodeInOpenZone(state: FleetState, replica: number): number {
  return emptiestOf(state, replica, (zone) => state.isZoneOpen(replica, zone));
}

function emptiestOf(state: FleetState, replica: number, isAllowed: (zone: number) => boolean): number {
  let best = NOWHERE;
  for (let zone = 0; zone < state.zoneCount; zone += 1) {
    const node = isAllowed(zone) ? emptiestInZone(state, replica, zone) : NOWHERE;
    if (node !== NOWHERE && (best === NOWHERE || state.roomOf(node) > state.roomOf(best))) {
      best = node;
    }
  }
  return best;
}

function emptiestInZone(state: FleetState, replica: number, zone: number): number {
  const { index } = state;
  const shard = state.shardOf(replica);
  const lowest = zone * index.bucketsPerZone;
  let bucket = index.previousOccupied(lowest + index.bucketsPerZone - 1, lowest);
  for (; bucket >= lowest; bucket = index.previousOccupied(bucket - 1, lowest)) {
    for (let node = index.first(bucket); node !== END; node = index.next(node)) {
      if (state.hasDisk(shard, node) && !state.holdsSibling(replica, node)) {
        return node;
      }
    }
  }
  return NOWHERE;
}
