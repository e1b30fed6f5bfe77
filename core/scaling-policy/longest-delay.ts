import type { ScalingPolicy } from './scaling-policy';

/** From a minute's end until CloudWatch shows its metrics, unless a rule says otherwise. */
export const USUAL_DELAY_SECONDS = 60;

/** Returns after how long a minute's metrics are read: all of a policy once the latest of them are there, and not before the usual time. */
export function longestDelay({ rules }: Pick<ScalingPolicy, 'rules'>): number {
  return Math.max(USUAL_DELAY_SECONDS, ...rules.map(({ metricDelaySeconds = 0 }) => metricDelaySeconds));
}
