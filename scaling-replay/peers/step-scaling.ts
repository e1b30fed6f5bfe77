import { stepsOf } from '../engine/conditions';
import type { ReplayPolicy } from '../engine/replay';
import { isEach } from './target-tracking';

const HIGH_MINUTES = 3;
const LOW_MINUTES = 15;
const COOLDOWN_SECONDS = 300;
/** Share of the target below which the low alarm rings. */
const LOW_SHARE = 0.7;

/** A time in which AWS takes what was ordered for the answer. */
interface Cooldown {
  readonly untilStep: number;
  /** Units before the scale-out that began it; absent after a scale-in. */
  readonly unitsBefore?: number;
}

/**
 * Returns AWS's step scaling as people set it up: 10 % more above the target, 30 % and 50 % more when it is exceeded by 15 and 30
 * points, 10 % less below seven tenths of it, 30 % below four. In its cooldown only a greater step adds to a scale-out, what it is greater by;
 * a scale-in is followed by another one only after it, and by a scale-out at once.
 * @param target - utilisation, 1 for all of it.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepScalingPolicyConfiguration.html
 */
export function stepScaling(target: number): ReplayPolicy {
  let cooldown: Cooldown = { untilStep: 0 };
  return (view) => {
    const { metrics, desired, step } = view;
    const use = metrics.hasNewMinute ? metrics.utilisationOf(metrics.newestMinute) : undefined;
    if (use === undefined) {
      return undefined;
    }
    const isCooling = step < cooldown.untilStep;
    const untilStep = step + stepsOf(COOLDOWN_SECONDS);
    if (isEach(view, HIGH_MINUTES, (utilisation) => utilisation > target)) {
      const { unitsBefore = desired } = isCooling ? cooldown : {};
      const wanted = unitsBefore + Math.max(1, Math.floor(unitsBefore * shareToAdd(use - target)));
      if (wanted <= desired) {
        return undefined;
      }
      cooldown = { untilStep, unitsBefore };
      return wanted;
    }
    if (!isCooling && isEach(view, LOW_MINUTES, (utilisation) => utilisation < LOW_SHARE * target)) {
      cooldown = { untilStep };
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
