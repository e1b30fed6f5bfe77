import { selectShards } from './balance/select-shards';
import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import { multipleOf } from './node-multiples';
import type { PlanDraft } from './plan-draft';

/**
 * Gives active nodes that are far below their share load until they nearly have it, in few bytes: a node that joins lifts nobody above the limit,
 * and would idle. Nodes that give keep nearly their share. O(shards + selected × (log + nodes to fill)).
 */
export function fillNodes(draft: PlanDraft): void {
  const { state } = draft;
  const { policy, nodes } = state.model;
  const hasShare = (node: number) => state.limits.shares.some((column) => (column[node] as number) > 0);
  const isEmpty = (node: number) => hasShare(node) && multipleOf(state.limits, state.loads, node) < policy.fillBelow;
  const empty = [...state.rooms.keys()].filter((node) => nodes.takes[node] === 1 && isEmpty(node));
  if (empty.length === 0) {
    return;
  }
  const nearlyShare = 2 - policy.maxOverMean;
  for (const replica of replicasByLoadPerByte(state)) {
    const holder = state.holderOf(replica);
    const gives = holder !== NOWHERE && canGive(state, replica, nearlyShare);
    const target = gives ? emptiestThatTakes(state, empty, replica, nearlyShare) : NOWHERE;
    if (target !== NOWHERE) {
      draft.move(replica, target, 'fill');
    }
  }
}

function replicasByLoadPerByte(state: FleetState): number[] {
  const { sizeBytes } = state.model.shards;
  const ratio = (replica: number) => {
    const shard = state.shardOf(replica);
    return (state.weights[shard] as number) / ((sizeBytes[shard] as number) + 1);
  };
  const replicas: number[] = [];
  for (const shard of selectShards(state)) {
    for (let place = 0; place < state.model.stride; place += 1) {
      replicas.push(shard * state.model.stride + place);
    }
  }
  return replicas.sort((left, right) => ratio(right) - ratio(left) || left - right);
}

/** Whether the replica's node, which takes shards too, keeps nearly its share without it. */
function canGive(state: FleetState, replica: number, nearlyShare: number): boolean {
  const { nodes, pinned } = state.model;
  const holder = state.holderOf(replica);
  const shard = state.shardOf(replica);
  if (nodes.takes[holder] === 0 || pinned[replica] === 1) {
    return false;
  }
  return state.loads.some((column, resource) => {
    const left = (column[holder] as number) - state.loadOf(shard, resource);
    const share = state.limits.shares[resource]?.[holder] as number;
    return share > 0 && left >= nearlyShare * share;
  });
}

function emptiestThatTakes(state: FleetState, nodes: readonly number[], replica: number, nearlyShare: number): number {
  const shard = state.shardOf(replica);
  let best = NOWHERE;
  for (const node of nodes) {
    const isRoomier = best === NOWHERE || state.roomOf(node) > state.roomOf(best);
    const takes = isRoomier && multipleOf(state.limits, state.loads, node) < nearlyShare;
    if (takes && state.hasRoom(shard, node) && state.hasDisk(shard, node) && state.mayHold(replica, node)) {
      best = node;
    }
  }
  return best;
}
