import { stepsOf } from '../engine/conditions';
import type { ReplayPolicy } from '../engine/replay';
import { isEach } from './target-tracking';

const HIGH_MINUTES = 3;
const LOW_MINUTES = 15;
const COOLDOWN_SECONDS = 300;
/** Share of the target below which the low alarm rings. */
const LOW_SHARE = 0.7;

/**
 * Returns AWS's step scaling as people set it up: 10 % more above the target, 30 % and 50 % more when it is exceeded by 15 and 30
 * points, 10 % less below seven tenths of it, 30 % below four.
 * @param target - utilisation, 1 for all of it.
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
 */
export function stepScaling(target: number): ReplayPolicy {
  let nextStep = 0;
  return (view) => {
    const { metrics, desired, step } = view;
    if (!metrics.hasNewMinute || step < nextStep) {
      return undefined;
    }
    const use = metrics.utilisationOf(metrics.newestMinute);
    if (use === undefined) {
      return undefined;
    }
    if (isEach(view, HIGH_MINUTES, (utilisation) => utilisation > target)) {
      nextStep = step + stepsOf(COOLDOWN_SECONDS);
      return desired + Math.max(1, Math.floor(desired * shareToAdd(use - target)));
    }
    if (isEach(view, LOW_MINUTES, (utilisation) => utilisation < LOW_SHARE * target)) {
      nextStep = step + stepsOf(COOLDOWN_SECONDS);
      return desired - Math.max(1, Math.floor(desired * shareToRemove(use / target)));
    }
    return undefined;
  };
}

function shareToAdd(excess: number): number {
  if (excess > 0.3) {
    return 0.5;
  }
  return excess > 0.15 ? 0.3 : 0.1;
}

function shareToRemove(shareOfTarget: number): number {
  return shareOfTarget < 0.4 ? 0.3 : 0.1;
}
