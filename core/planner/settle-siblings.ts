import type { FleetState } from './fleet-state';
import type { PlanDraft } from './plan-draft';

/**
 * Lets replicas of a shard that would follow each other stay: of one that goes from A to B and another from B to C only A to C is
 * needed, since replicas are alike. Nodes end with the same shards. O(moves × (log + replicas²)).
 */
export function settleSiblings(draft: PlanDraft): void {
  const { state } = draft;
  const { stride, homes } = state.model;
  const starts = new Set(draft.movedReplicas().map((moved) => moved - (moved % stride)));
  for (const start of starts) {
    for (let replica = start; replica < start + stride; replica += 1) {
      const follower = siblingAt(state, start, homes[replica] as number, replica);
      if (state.holderOf(replica) !== homes[replica] && follower >= 0) {
        const target = state.holderOf(replica);
        state.move(replica, homes[replica] as number);
        state.move(follower, target);
        replica = start - 1;
      }
    }
  }
}

/** Another replica of the shard that is held by the node, or -1. */
function siblingAt(state: FleetState, start: number, node: number, except: number): number {
  for (let replica = start; node >= 0 && replica < start + state.model.stride; replica += 1) {
    if (replica !== except && state.holders[replica] === node) {
      return replica;
    }
  }
  return -1;
}
