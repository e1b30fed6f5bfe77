import type { NodeControl } from '../../core/fleet/node';
import { nodesWithShards } from '../../core/scaling/decide-terminate';
import type { NodeEnd } from '../../core/scaling/scaling-decision';
import type { ScalingInput } from '../../core/scaling/scaling-input';
import type { Turn } from '../ports';
import type { ScalerPorts } from './scaler-ports';

/**
 * Returns which of the nodes that were found empty may be ended. It marks them first: from then on they can neither
 * be taken back nor be given a shard. Only then are they surely empty if the shards, read again, still say so (Law 2).
 */
export async function emptyNodes(
  table: ScalerPorts['table'],
  turn: Turn,
  input: ScalingInput,
  ends: readonly NodeEnd[],
): Promise<ReadonlySet<string>> {
  const marked: string[] = [];
  for (const { nodeId } of ends) {
    if (await table.changeControl(turn, nodeId, input.controls.get(nodeId)?.cause, markOf(nodeId, input.nowMs))) {
      marked.push(nodeId);
    }
  }
  const shards = marked.length === 0 ? [] : await table.readShards();
  const holders = nodesWithShards(shards);
  const isComplete = shards.length >= input.policy.shardCount;
  return new Set(isComplete ? marked.filter((nodeId) => !holders.has(nodeId)) : []);
}

function markOf(nodeId: string, sinceMs: number): NodeControl {
  return { nodeId, duty: 'draining', cause: 'terminating', sinceMs };
}
