import type { ScalingPolicy } from './scaling-policy';

const STALE_AFTER_MINUTES = 5;
/** What a metric may be late by without being called late. */
const USUAL_DELAY_SECONDS = 60;
const MINUTE_SECONDS = 60;

/** Returns after how many minutes a reading is too old to go by: 5, and more where the policy says that metrics come later than usual. */
export function staleAfter({ rules }: Pick<ScalingPolicy, 'rules'>): number {
  const delays = rules.map(({ metricDelaySeconds = USUAL_DELAY_SECONDS }) => metricDelaySeconds);
  const longest = Math.max(USUAL_DELAY_SECONDS, ...delays);
  return STALE_AFTER_MINUTES + Math.ceil((longest - USUAL_DELAY_SECONDS) / MINUTE_SECONDS);
}
