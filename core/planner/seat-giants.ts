import { emptiestNodeInOpenZone } from './emptiest-node';
import { NOWHERE } from './fleet-model';
import type { PlanDraft } from './plan-draft';

/**
 * Gives each replica that is heavier than any node's limit a node to itself, and raises that node's limits to what the replica weighs: what no
 * move can mend is not tried again. Returns how many there are. O(replicas + nodes × resources).
 */
export function seatGiants(draft: PlanDraft): number {
  const { state } = draft;
  const largest = largestLimits(state.limits.limits);
  const isGiant = (shard: number) => largest.some((limit, resource) => state.loadOf(shard, resource) > limit);
  const giants: number[] = [];
  for (let replica = 0; replica < state.holders.length; replica += 1) {
    const isHere = state.holderOf(replica) !== NOWHERE && state.model.nodes.takes[state.holderOf(replica)] === 1;
    if (isHere && isGiant(state.shardOf(replica))) {
      giants.push(replica);
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
  return giants.length;
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
