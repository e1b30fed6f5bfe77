import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { staleAfter } from '../../core/scaling-policy/stale-after';
import { STEPS_PER_MINUTE, stepsOf } from '../engine/conditions';
import { PolicyError } from './policy-error';

/** @throws PolicyError when every reading would be too old for the policy to act on by the time that it comes. */
export function demandFreshMetrics(policy: ScalingPolicy, metricDelaySeconds: number): void {
  const minutesOld = 1 + Math.floor(stepsOf(metricDelaySeconds) / STEPS_PER_MINUTE);
  const mostMinutes = staleAfter(policy);
  if (minutesOld > mostMinutes) {
    throw new PolicyError(
      `with --metric-delay ${metricDelaySeconds} readings are ${minutesOld} minutes old, and the policy takes those of more than ${mostMinutes} for missing: lower the delay, or set metricDelaySeconds of a rule to ${metricDelaySeconds}`,
    );
  }
}
