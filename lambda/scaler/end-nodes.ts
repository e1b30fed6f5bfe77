import type { NodeControl } from '../../core/fleet/node';
import { nodesWithShards } from '../../core/scaling/decide-terminate';
import type { NodeEnd } from '../../core/scaling/scaling-decision';
import type { ScalingInput } from '../../core/scaling/scaling-input';
import type { Turn } from '../ports';
import type { ScalerPorts } from './scaler-ports';

/**
 * Ends nodes that were found empty and yields whether each was ended. It marks them first: from then on they can neither
 * be taken back nor be given a shard. Only then are they surely empty if the shards, read again, still say so (Law 2).
 */
export async function* endNodes(
  { table, group }: Pick<ScalerPorts, 'table' | 'group'>,
  turn: Turn,
  input: ScalingInput,
  ends: readonly NodeEnd[],
): AsyncGenerator<boolean> {
  const marked = new Set<string>();
  for (const { nodeId } of ends) {
    if (await table.changeControl(turn, nodeId, input.controls.get(nodeId)?.cause, markOf(nodeId, input.nowMs))) {
      marked.add(nodeId);
    }
  }
  const shards = marked.size === 0 ? [] : await table.readShards();
  const holders = nodesWithShards(shards);
  for (const { nodeId, decrement } of ends) {
    const isEmpty = marked.has(nodeId) && shards.length >= input.policy.shardCount && !holders.has(nodeId);
    if (isEmpty) {
      await group.terminate(nodeId, decrement);
    }
    yield isEmpty;
  }
}

function markOf(nodeId: string, sinceMs: number): NodeControl {
  return { nodeId, duty: 'draining', cause: 'terminating', sinceMs };
}
