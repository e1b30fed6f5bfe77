import { emptiestNodeInOpenZone } from './emptiest-node';
import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import type { PlanDraft } from './plan-draft';

/**
 * Gives each replica that is heavier than any node's limit a node to itself, and raises that node's limits to what the replica weighs: what no
 * move can mend is not tried again. O(replicas + nodes × resources).
 */
export function seatGiants(draft: PlanDraft): void {
  const { state } = draft;
  const largest = largestLimits(state.limits.limits);
  const isGiant = (shard: number) => largest.some((limit, resource) => state.loadOf(shard, resource) > limit);
  const giants: number[] = [];
  const lightest = Math.min(...largest);
  for (let shard = 0; shard < state.weights.length; shard += 1) {
    if ((state.weights[shard] as number) > lightest && isGiant(shard)) {
      giants.push(...replicasHere(state, shard));
    }
  }
  const taken = new Set<number>();
  for (const replica of giants) {
    if (taken.has(state.holderOf(replica)) && state.model.pinned[replica] === 0) {
      moveAway(draft, replica, taken);
    }
    taken.add(state.holderOf(replica));
    state.raiseLimits(state.holderOf(replica), state.shardOf(replica));
  }
}

/** Replicas of a shard on nodes that take shards. */
function replicasHere(state: FleetState, shard: number): number[] {
  const { stride, nodes } = state.model;
  const replicas = Array.from({ length: stride }, (_, place) => shard * stride + place);
  return replicas.filter(
    (replica) => state.holderOf(replica) !== NOWHERE && nodes.takes[state.holderOf(replica)] === 1,
  );
}

function moveAway(draft: PlanDraft, replica: number, taken: ReadonlySet<number>): void {
  const target = emptiestNodeInOpenZone(draft.state, replica);
  if (target !== NOWHERE && !taken.has(target)) {
    draft.move(replica, target, 'balance');
  }
}

function largestLimits(limits: readonly Float64Array[]): number[] {
  return limits.map((column) => column.reduce((most, limit) => Math.max(most, limit), 0));
}
