import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';

/** Returns by node the load that came with replicas whose home is elsewhere, of the resource that it has least room of. O(replicas). */
export function arrivedLoads(state: FleetState): Float64Array {
  const arrived = new Float64Array(state.rooms.length);
  for (let replica = 0; replica < state.holders.length; replica += 1) {
    const holder = state.holderOf(replica);
    if (holder !== NOWHERE && holder !== state.homeOf(replica)) {
      const load = state.loadOf(state.shardOf(replica), state.tightest[holder] as number);
      arrived[holder] = (arrived[holder] as number) + load;
    }
  }
  return arrived;
}
