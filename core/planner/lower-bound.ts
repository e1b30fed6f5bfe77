import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import { replicasOfNodes } from './replicas-of-nodes';

/**
 * Returns bytes that every plan must move to bring the fleet's nodes within their limits: each node above one has to shed its excess, and does so at
 * least in those replicas with most load per byte, a part of the last one included. O(replicas + replicas of those nodes × log).
 */
export function excessBound(state: FleetState): number {
  const over = [...state.rooms.keys()].filter((node) => state.model.nodes.takes[node] === 1 && state.isOver(node));
  let bound = 0;
  for (const [node, replicas] of replicasOfNodes(state, over)) {
    bound += cheapestCover(state, node, replicas);
  }
  return bound;
}

function cheapestCover(state: FleetState, node: number, replicas: number[]): number {
  const resource = state.tightest[node] as number;
  const { sizeBytes } = state.model.shards;
  const load = (replica: number) => state.loadOf(state.shardOf(replica), resource);
  const bytes = (replica: number) => sizeBytes[state.shardOf(replica)] as number;
  const ratio = (replica: number) => load(replica) / (bytes(replica) + Number.MIN_VALUE);
  let excess = -state.roomOf(node);
  let cover = 0;
  for (const replica of replicas.sort((left, right) => ratio(right) - ratio(left))) {
    const part = Math.min(1, excess / load(replica));
    if (!(part > 0)) {
      break;
    }
    cover += part * bytes(replica);
    excess -= load(replica);
  }
  return cover;
}

/** Bytes of the replicas that must move whatever the loads: lost, leaving or missing ones that have a new place. */
export function movedBytes(state: FleetState): number {
  let bytes = 0;
  for (let replica = 0; replica < state.holders.length; replica += 1) {
    const holder = state.holderOf(replica);
    if (holder !== state.homeOf(replica) && holder !== NOWHERE) {
      bytes += state.model.shards.sizeBytes[state.shardOf(replica)] as number;
    }
  }
  return bytes;
}
