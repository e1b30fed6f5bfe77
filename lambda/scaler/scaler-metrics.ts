import { Metric } from '../../core/contract/metrics';
import type { FleetNode } from '../../core/fleet/node';
import { launchesBlocked } from '../../core/scaling/decide-scale-out';
import type { ScalingOutcome } from '../../core/scaling/decide-scaling';
import type { ScalingDecision } from '../../core/scaling/scaling-decision';
import type { ScalingInput } from '../../core/scaling/scaling-input';

/** Returns the scaler's metrics of one tick, by name. */
export function scalerMetrics(
  input: ScalingInput,
  { seats, pressure }: ScalingOutcome,
  done: readonly ScalingDecision[],
  acts: boolean,
): Readonly<Record<string, number>> {
  const blocked = launchesBlocked(input, seats) !== undefined;
  return {
    [Metric.SCALE_OUTS]: acts ? count(done, (decision) => decision.kind === 'scale-out') : 0,
    [Metric.SCALE_INS]: acts ? count(done, (decision) => decision.kind === 'terminate' && decision.decrement) : 0,
    [Metric.NODES]: seats.serving,
    [Metric.DRAINING_NODES]: input.nodes.filter((node) => isToLeave(node, input)).length,
    [Metric.FAILED_LAUNCHES]: input.failedLaunches.length,
    [Metric.BLOCKED_NO_CAPACITY]: blocked ? 1 : 0,
    ...pressurePercent(pressure.highest?.demandNodes, seats.active.length),
  };
}

/** One that the roll still waits for says that it is stuck just as one that drains does. */
function isToLeave({ id, state, instance }: FleetNode, { roll }: ScalingInput): boolean {
  return state === 'draining' || (instance !== undefined && roll?.nodes.includes(id) === true);
}

function count(decisions: readonly ScalingDecision[], isWanted: (decision: ScalingDecision) => boolean): number {
  return decisions.filter(isWanted).length;
}

/** Without a report there is no pressure to tell; 0 would look like an idle fleet. */
function pressurePercent(demandNodes: number | undefined, active: number): Readonly<Record<string, number>> {
  return demandNodes === undefined || active === 0 ? {} : { [Metric.PRESSURE]: (100 * demandNodes) / active };
}
