import { stepsOf } from '../engine/conditions';
import type { PolicyView, ReplayPolicy } from '../engine/replay';

/** Minutes above the target until the policy's high alarm rings, and below nine tenths of it until the low one does. */
const HIGH_MINUTES = 3;
const LOW_MINUTES = 15;
const LOW_SHARE = 0.9;
const COOLDOWN_SECONDS = 300;
const ROUNDING = 1e-9;

/**
 * Returns AWS's target tracking on a metric of utilisation: its two alarms on one-minute metrics, capacity in proportion to the
 * metric, no scale-in within the cooldown or while an order is under way.
 * @param target - utilisation, 1 for all of it.
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export function targetTracking(target: number): ReplayPolicy {
  let scaleInFromStep = 0;
  return (view) => {
    if (!view.metrics.hasNewMinute) {
      return undefined;
    }
    const wanted = decide(view, target, scaleInFromStep);
    if (wanted !== undefined) {
      scaleInFromStep = view.step + stepsOf(COOLDOWN_SECONDS);
    }
    return wanted;
  };
}

function decide(view: PolicyView, target: number, scaleInFromStep: number): number | undefined {
  const { metrics, desired } = view;
  const minute = metrics.newestMinute;
  const use = metrics.utilisationOf(minute);
  if (use === undefined) {
    return undefined;
  }
  if (isEach(view, HIGH_MINUTES, (utilisation) => utilisation > target)) {
    const wanted = Math.ceil((metrics.readyOf(minute) * use) / target - ROUNDING);
    return wanted > desired ? wanted : undefined;
  }
  const mayScaleIn = view.step >= scaleInFromStep && view.starting === 0;
  if (mayScaleIn && isEach(view, LOW_MINUTES, (utilisation) => utilisation < LOW_SHARE * target)) {
    const wanted = Math.ceil((desired * use) / target - ROUNDING);
    return wanted < desired ? wanted : undefined;
  }
  return undefined;
}

/** Whether each of the newest minutes is so; false while there are fewer, or one in which no unit served. */
export function isEach({ metrics }: PolicyView, minutes: number, is: (utilisation: number) => boolean): boolean {
  const newest = metrics.newestMinute;
  for (let minute = newest; minute > newest - minutes; minute -= 1) {
    const use = minute < 0 ? undefined : metrics.utilisationOf(minute);
    if (use === undefined || !is(use)) {
      return false;
    }
  }
  return true;
}
