import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { PlanDraft } from './plan-draft';
import { isDead } from './settle-move';

/**
 * Orders that every owner lets its shards go: for a fleet that is being parked. No budget holds it back: budgets keep
 * copies from slowing what is served, and here nothing is copied and nothing stays served; how many shards a node flushes
 * at once is its agent's to bound. A dead owner's move is over at once. O(shards).
 */
export function planReleases(resting: readonly Shard[], nodes: ReadonlyMap<string, FleetNode>, draft: PlanDraft): void {
  for (const shard of resting) {
    const { id, owner, ownerIncarnation } = shard;
    if (owner === null) {
      continue;
    }
    const endsAtOnce = isDead(nodes.get(owner), ownerIncarnation);
    const text = endsAtOnce
      ? `${owner}, the owner of ${id}, is dead or started anew, and the fleet is being parked`
      : `${owner} lets ${id} go: the fleet is being parked`;
    draft.order({ shard, from: owner, to: null, why: 'park', text, endsAtOnce });
  }
}
