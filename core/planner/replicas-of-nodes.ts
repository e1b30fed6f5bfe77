import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';

/** Returns the replicas that may move from each of the nodes, in order. O(replicas). */
export function replicasOfNodes(state: FleetState, nodes: readonly number[]): ReadonlyMap<number, number[]> {
  const lists = new Map<number, number[]>(nodes.map((node) => [node, []]));
  const isWanted = new Uint8Array(state.rooms.length);
  for (const node of nodes) {
    isWanted[node] = 1;
  }
  for (let replica = 0; nodes.length > 0 && replica < state.holders.length; replica += 1) {
    const holder = state.holderOf(replica);
    if (holder !== NOWHERE && isWanted[holder] === 1 && state.model.pinned[replica] === 0) {
      lists.get(holder)?.push(replica);
    }
  }
  return lists;
}
