import { longestDelay, USUAL_DELAY_SECONDS } from './longest-delay';
import type { ScalingPolicy } from './scaling-policy';

const STALE_AFTER_MINUTES = 5;
const MINUTE_SECONDS = 60;

/** Returns after how many minutes a reading is too old to go by: 5, and more where the policy says that metrics come later than usual. */
export function staleAfter(policy: Pick<ScalingPolicy, 'rules'>): number {
  return STALE_AFTER_MINUTES + Math.ceil((longestDelay(policy) - USUAL_DELAY_SECONDS) / MINUTE_SECONDS);
}
