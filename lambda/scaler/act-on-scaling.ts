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
import { ScalingInProgressError } from '../adapters/scaling-in-progress-error';
import type { Turn } from '../ports';
import { busyHold } from './busy-hold';
import { endNodes } from './end-nodes';
import type { ScalerPorts } from './scaler-ports';

type OtherAction = Exclude<ScalingAction, NodeEnd>;

/**
 * Carries a tick's decisions out and returns what became of each: the decision itself, or a hold when somebody was faster
 * or the group is busy; the next tick then decides anew. Duties change by transactions that check the turn, so of two
 * concurrent ticks only the newer one can drain, take back or end a node (Law 5).
 */
export async function actOnScaling(
  ports: Pick<ScalerPorts, 'table' | 'group'>,
  turn: Turn,
  input: ScalingInput,
  { decision, further }: Pick<ScalingOutcome, 'decision' | 'further'>,
): Promise<readonly ScalingDecision[]> {
  const wanted = isHold(decision) ? [] : [decision, ...further];
  const done: ScalingDecision[] = isHold(decision) ? [decision] : [];
  try {
    for await (const isDone of act(ports, turn, input, wanted)) {
      const action = wanted[done.length];
      done.push(isDone && action ? action : superseded(action));
    }
    return done;
  } catch (error) {
    if (error instanceof ScalingInProgressError) {
      return [...done, ...wanted.slice(done.length).map(() => busyHold(error))];
    }
    throw error;
  }
}

function superseded(action: ScalingAction | undefined): ScalingDecision {
  return hold('superseded', `${action?.kind} was left: the state changed meanwhile`, true);
}

/** Yields, in order of the actions, whether each was carried out. */
async function* act(
  ports: Pick<ScalerPorts, 'table' | 'group'>,
  turn: Turn,
  input: ScalingInput,
  actions: readonly ScalingAction[],
): AsyncGenerator<boolean> {
  const ends = actions.filter(isEnd);
  if (ends.length > 0) {
    yield* endNodes(ports, turn, input, ends);
    return;
  }
  for (const action of actions.filter(isNoEnd)) {
    yield await actOnOne(ports, turn, input, action);
  }
}

async function actOnOne(
  { table, group }: Pick<ScalerPorts, 'table' | 'group'>,
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

function isNoEnd(action: ScalingAction): action is OtherAction {
  return action.kind !== 'terminate';
}

function isEnd(action: ScalingAction): action is NodeEnd {
  return action.kind === 'terminate';
}
