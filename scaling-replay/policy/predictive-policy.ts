import { SCALING_POLICY_FORMAT, type ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import type { Conditions } from '../engine/conditions';
import { DEMAND } from './trace-metrics';

/** More units than any load asks for. */
const NO_CEILING = Number.MAX_SAFE_INTEGER;

/**
 * Returns the policy of one predictive rule that fits the conditions of a replay.
 * @param maxUnmet - share of demand that may be unmet.
 */
export function predictivePolicy(conditions: Omit<Conditions, 'demand'>, maxUnmet: number): ScalingPolicy {
  const { startUpSeconds, metricDelaySeconds, leastUnits, mostUnits = NO_CEILING, unitCapacity = 1 } = conditions;
  return {
    formatVersion: SCALING_POLICY_FORMAT,
    mode: 'automatic',
    leastUnits,
    mostUnits,
    rules: [{ kind: 'predictive', metric: DEMAND, unitCapacity, maxUnmet, startUpSeconds, metricDelaySeconds }],
    windows: [],
    limits: {},
  };
}
