import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';

/** Bytes of the replicas that must move whatever the loads: lost, leaving or missing ones that have a new place. */
export function movedBytes(state: FleetState): number {
  let bytes = 0;
  for (let replica = 0; replica < state.holders.length; replica += 1) {
    const holder = state.holderOf(replica);
    if (holder !== state.homeOf(replica) && holder !== NOWHERE) {
      bytes += state.model.shards.sizeBytes[state.shardOf(replica)] as number;
    }
  }
  return bytes;
}
