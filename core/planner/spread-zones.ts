import { emptiestNodeInOpenZone } from './emptiest-node';
import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import type { PlanDraft } from './plan-draft';

/**
 * Moves replicas out of zones that hold more of their shard than they may: of those that crowd a zone, the one whose node has least room.
 * A replica stays when no other zone can take it. O(shards × replicas²).
 */
export function spreadZones(draft: PlanDraft): void {
  const { state } = draft;
  const { stride } = state.model;
  for (let start = 0; start < state.holders.length; start += stride) {
    if (state.sharesZone(start)) {
      spreadShard(draft, start);
    }
  }
}

function spreadShard(draft: PlanDraft, start: number): void {
  const { state } = draft;
  for (let tries = 0; tries < state.model.stride; tries += 1) {
    const replica = mostCrowded(state, start);
    const node = replica === NOWHERE ? NOWHERE : emptiestNodeInOpenZone(state, replica);
    if (node === NOWHERE) {
      break;
    }
    draft.move(replica, node, 'zone-spread');
  }
}

/** Of a shard's replicas in a crowded zone the one to move, or `NOWHERE`. */
function mostCrowded(state: FleetState, start: number): number {
  const { pinned, nodes, stride } = state.model;
  let worst = NOWHERE;
  for (let replica = start; replica < start + stride; replica += 1) {
    const holder = state.holderOf(replica);
    const isFree = holder !== NOWHERE && pinned[replica] === 0 && nodes.leaves[holder] === 0;
    if (isFree && !state.isZoneOpen(replica, state.zones[holder] as number)) {
      const isWorse = worst === NOWHERE || state.roomOf(holder) <= state.roomOf(state.holderOf(worst));
      worst = isWorse ? replica : worst;
    }
  }
  return worst;
}
