import { emptiestNodeInOpenZone } from './emptiest-node';
import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import type { PlanDraft } from './plan-draft';
import { replicasOfNodes } from './replicas-of-nodes';

/**
 * Moves replicas off nodes whose disk is above its limit, in few bytes: the smallest that suffices, or else the largest.
 * Returns by how many bytes less disks are above their limits. O(replicas + replicas of those nodes × log).
 */
export function relieveDisks(draft: PlanDraft): number {
  const { state } = draft;
  const full = fullNodes(state);
  const before = totalExcess(state, full);
  const { sizeBytes } = state.model.shards;
  const size = (replica: number) => sizeBytes[state.shardOf(replica)] as number;
  for (const [node, replicas] of replicasOfNodes(state, full)) {
    const smallestFirst = replicas.sort((left, right) => size(left) - size(right));
    let end = smallestFirst.length;
    while (end > 0 && excessBytes(state, node) > 0) {
      const needed = excessBytes(state, node);
      const last = end - 1;
      while (end > 0 && size(smallestFirst[end - 1] as number) >= needed) {
        end -= 1;
      }
      end = Math.min(end, last);
      smallestFirst.slice(end, last + 1).some((replica) => moveAway(draft, replica));
    }
  }
  return before - totalExcess(state, full);
}

/** Whether another node has disk for the replica, and got it. */
function moveAway(draft: PlanDraft, replica: number): boolean {
  const target = emptiestNodeInOpenZone(draft.state, replica);
  if (target !== NOWHERE) {
    draft.move(replica, target, 'disk-limit');
  }
  return target !== NOWHERE;
}

function fullNodes(state: FleetState): number[] {
  return [...state.rooms.keys()].filter((node) => excessBytes(state, node) > 0);
}

function totalExcess(state: FleetState, nodes: readonly number[]): number {
  return nodes.reduce((sum, node) => sum + Math.max(0, excessBytes(state, node)), 0);
}

function excessBytes({ bytes, limits, model }: FleetState, node: number): number {
  return model.nodes.takes[node] === 1 ? (bytes[node] as number) - (limits.diskLimits[node] as number) : 0;
}
