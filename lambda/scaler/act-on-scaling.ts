import type { NodeControl } from '../../core/fleet/node';
import { nodesWithShards } from '../../core/scaling/decide-terminate';
import { hold, type ScalingDecision } from '../../core/scaling/scaling-decision';
import type { ScalingInput } from '../../core/scaling/scaling-input';
import { ScalingInProgressError } from '../adapters/scaling-in-progress-error';
import type { Turn } from '../ports';
import type { ScalerPorts } from './scaler-ports';

/**
 * Carries a decision out and returns what became of it: the decision itself, or a hold when somebody was faster or the
 * group is busy; the next tick then decides anew. Duties change by transactions that check the turn, so of two
 * concurrent ticks only the newer one can drain, take back or end a node (Law 5).
 */
export async function actOnScaling(
  ports: Pick<ScalerPorts, 'table' | 'group'>,
  turn: Turn,
  input: ScalingInput,
  decision: ScalingDecision,
): Promise<ScalingDecision> {
  try {
    const done = await act(ports, turn, input, decision);
    return done ? decision : hold('superseded', `${decision.kind} was left: the state changed meanwhile`, true);
  } catch (error) {
    if (error instanceof ScalingInProgressError) {
      return hold('scaling-in-progress', error.message, true);
    }
    throw error;
  }
}

async function act(
  { table, group }: Pick<ScalerPorts, 'table' | 'group'>,
  turn: Turn,
  input: ScalingInput,
  decision: ScalingDecision,
): Promise<boolean> {
  switch (decision.kind) {
    case 'hold':
      return true;
    case 'scale-out':
      await group.setDesired(decision.desired);
      return true;
    case 'drain':
      return table.changeControl(turn, decision.nodeId, undefined, drainFor(decision.nodeId, 'scale-in', input.nowMs));
    case 'undrain':
      return table.changeControl(turn, decision.nodeId, 'scale-in');
    case 'terminate':
      return endNode({ table, group }, turn, input, decision);
  }
}

/**
 * Marks the node first: from then on it can neither be taken back nor be given a shard. Only then is it surely empty
 * if the shards, read again, still say so (Law 2).
 */
async function endNode(
  { table, group }: Pick<ScalerPorts, 'table' | 'group'>,
  turn: Turn,
  input: ScalingInput,
  { nodeId, decrement }: { readonly nodeId: string; readonly decrement: boolean },
): Promise<boolean> {
  const mark = drainFor(nodeId, 'terminating', input.nowMs);
  if (!(await table.changeControl(turn, nodeId, input.controls.get(nodeId)?.cause, mark))) {
    return false;
  }
  const shards = await table.readShards();
  if (shards.length < input.policy.shardCount || nodesWithShards(shards).has(nodeId)) {
    return false;
  }
  await group.terminate(nodeId, decrement);
  return true;
}

function drainFor(nodeId: string, cause: NodeControl['cause'], sinceMs: number): NodeControl {
  return { nodeId, duty: 'draining', cause, sinceMs };
}
