import type { NodeControl } from '../../core/fleet/node';
import type { ScalingOutcome } from '../../core/scaling/decide-scaling';
import {
  hold,
  isHold,
  type NodeEnd,
  type ScalingAction,
  type ScalingDecision,
} from '../../core/scaling/scaling-decision';
import type { ScalingInput } from '../../core/scaling/scaling-input';
import type { Turn } from '../ports';
import { emptyNodes } from './empty-nodes';
import { heldByFault } from './held-by-fault';
import type { ScalerPorts } from './scaler-ports';

type ActingPorts = Pick<ScalerPorts, 'table' | 'group'>;

type OtherAction = Exclude<ScalingAction, NodeEnd>;

/**
 * Carries a tick's decisions out and returns what became of each: the decision itself, or a hold when somebody was faster, the
 * group is busy, or AWS refused it; the next tick then decides anew. One that is refused stops no other, and its fault is added.
 * Duties change by transactions that check the turn, so of two concurrent ticks only the newer one can drain, take back or end
 * a node (Law 5).
 */
export async function actOnScaling(
  ports: ActingPorts,
  turn: Turn,
  input: ScalingInput,
  { decision, further }: Pick<ScalingOutcome, 'decision' | 'further'>,
  faults: unknown[],
): Promise<readonly ScalingDecision[]> {
  if (isHold(decision)) {
    return [decision];
  }
  const actions = [decision, ...further];
  const ends = actions.filter(isEnd);
  const empty = ends.length > 0 ? await emptyNodes(ports.table, turn, input, ends) : new Set<string>();
  const done: ScalingDecision[] = [];
  for (const action of actions) {
    try {
      const isDone = isEnd(action) ? await end(ports, action, empty) : await actOnOne(ports, turn, input, action);
      done.push(isDone ? action : hold('superseded', `${action.kind} was left: the state changed meanwhile`, true));
    } catch (error) {
      done.push(heldByFault(action.kind, error, faults));
    }
  }
  return done;
}

async function end({ group }: ActingPorts, { nodeId, decrement }: NodeEnd, empty: ReadonlySet<string>) {
  if (!empty.has(nodeId)) {
    return false;
  }
  await group.terminate(nodeId, decrement);
  return true;
}

async function actOnOne(
  { table, group }: ActingPorts,
  turn: Turn,
  input: ScalingInput,
  action: OtherAction,
): Promise<boolean> {
  switch (action.kind) {
    case 'scale-out':
      await group.setDesired(action.desired);
      return true;
    case 'drain':
      return table.changeControl(turn, action.nodeId, input.controls.get(action.nodeId)?.cause, {
        nodeId: action.nodeId,
        duty: 'draining',
        cause: action.cause,
        sinceMs: input.nowMs,
      } satisfies NodeControl);
    case 'undrain':
      return table.changeControl(turn, action.nodeId, action.cause);
    case 'end-roll':
      return table.endRoll(action.startedAtMs);
  }
}

function isEnd(action: ScalingAction): action is NodeEnd {
  return action.kind === 'terminate';
}
