import { NOWHERE } from './fleet-model';
import type { PlanDraft } from './plan-draft';

/** Returns by node the load that came with replicas whose home is elsewhere, of the resource that it has least room of. O(moves × log). */
export function arrivedLoads(draft: PlanDraft): Float64Array {
  const { state } = draft;
  const arrived = new Float64Array(state.rooms.length);
  for (const replica of draft.movedReplicas()) {
    const holder = state.holderOf(replica);
    if (holder !== NOWHERE) {
      const load = state.loadOf(state.shardOf(replica), state.tightest[holder] as number);
      arrived[holder] = (arrived[holder] as number) + load;
    }
  }
  return arrived;
}
