import { emptiestNode } from './emptiest-node';
import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import { leavingReplicas } from './leaving-replicas';
import type { PlannedReason } from './move-plan';
import type { PlanDraft } from './plan-draft';

/**
 * Gives every replica that has to leave its node, or has none, a place: first those of nodes that are down, then those of nodes to be
 * emptied, then missing ones. Of each kind the heaviest goes first, to the emptiest node: what comes late is light, and evens out.
 * A replica without a place stays where it is. O(D log D + D × zones) for D displaced replicas.
 */
export function rehome(draft: PlanDraft): void {
  const { state } = draft;
  const { isDown } = state.model.nodes;
  const displaced = leavingReplicas(state);
  const isLost = (replica: number) => isDown[state.holderOf(replica)] === 1;
  const lost = displaced.filter(isLost);
  const leaving = displaced.filter((replica) => !isLost(replica));
  placeAll(draft, lost, 'take-over');
  placeAll(draft, leaving, 'evacuation');
  placeAll(draft, missingReplicas(state), 'missing-replica');
}

function placeAll(draft: PlanDraft, replicas: readonly number[], reason: PlannedReason): void {
  const { state } = draft;
  const { sizeBytes } = state.model.shards;
  const weight = (replica: number) => state.weights[state.shardOf(replica)] as number;
  const size = (replica: number) => sizeBytes[state.shardOf(replica)] as number;
  const heaviestFirst = [...replicas].sort((left, right) => weight(right) - weight(left) || size(right) - size(left));
  for (const replica of heaviestFirst) {
    const node = state.model.pinned[replica] === 1 ? NOWHERE : emptiestNode(state, replica);
    if (node !== NOWHERE) {
      draft.move(replica, node, reason);
    }
  }
}

/** Empty places of shards that have too few replicas. */
function missingReplicas({ holders, model: { stride, policy } }: FleetState): number[] {
  const missing: number[] = [];
  for (let start = 0; start < holders.length; start += stride) {
    let lacking = policy.replicas;
    for (let replica = start; replica < start + stride; replica += 1) {
      lacking -= holders[replica] === NOWHERE ? 0 : 1;
    }
    for (let replica = start; lacking > 0; replica += 1) {
      if (holders[replica] === NOWHERE) {
        missing.push(replica);
        lacking -= 1;
      }
    }
  }
  return missing;
}
