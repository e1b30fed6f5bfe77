import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';

/** Returns the replicas on nodes that are down or to be emptied, in order. O(replicas) when there is such a node, else O(nodes). */
export function leavingReplicas(state: FleetState): number[] {
  const { leaves } = state.model.nodes;
  const leaving: number[] = [];
  if (!leaves.includes(1)) {
    return leaving;
  }
  for (let replica = 0; replica < state.holders.length; replica += 1) {
    const holder = state.holderOf(replica);
    if (holder !== NOWHERE && leaves[holder] === 1) {
      leaving.push(replica);
    }
  }
  return leaving;
}
