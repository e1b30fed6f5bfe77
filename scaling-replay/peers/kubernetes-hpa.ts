import { stepsOf } from '../engine/conditions';
import type { PolicyView, ReplayPolicy } from '../engine/replay';

const TOLERANCE = 0.1;
const STABILISATION_SECONDS = 300;
const WINDOW_SECONDS = 60;
const METRIC_AGE_SECONDS = 30;
/** The default behaviour at most doubles, or adds four. */
const MOST_FACTOR = 2;
const MOST_PODS = 4;
const ROUNDING = 1e-9;

/** What the autoscaler compares with its target. */
type Wanted = (meanDemand: number, view: PolicyView) => number;

/**
 * Returns Kubernetes' HPA v2 on a resource metric, synchronised each 15 s with the default behaviour: no decision within a tenth
 * of the target, pods that are not ready count as idle, scale-in to the highest of five minutes.
 * @param target - utilisation, 1 for all of it.
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
export function kubernetesHpa(target: number): ReplayPolicy {
  return stabilised((meanDemand, view) => podsForUtilisation(meanDemand, view, target));
}

/**
 * Returns KEDA's scaler on an external metric, which makes an HPA with `AverageValue`: the total over the target, whatever is ready.
 * @see https://keda.sh/docs/latest/concepts/scaling-deployments/
 */
export function keda(target: number): ReplayPolicy {
  return stabilised((meanDemand, { desired }) => {
    const ratio = meanDemand / (target * Math.max(1, desired));
    return isWithinTolerance(ratio) ? desired : Math.ceil(meanDemand / target - ROUNDING);
  });
}

function stabilised(wantedPods: Wanted): ReplayPolicy {
  const recent: number[] = [];
  const window = stepsOf(STABILISATION_SECONDS) + 1;
  return (view) => {
    const meanDemand = view.metrics.recentDemand(stepsOf(METRIC_AGE_SECONDS), stepsOf(WINDOW_SECONDS));
    if (meanDemand === undefined) {
      return undefined;
    }
    const wanted = wantedPods(meanDemand, view);
    recent.push(wanted);
    recent.splice(0, recent.length - window);
    const { desired } = view;
    return wanted > desired
      ? Math.min(wanted, Math.max(MOST_FACTOR * desired, desired + MOST_PODS))
      : Math.min(desired, Math.max(...recent));
  };
}

function podsForUtilisation(meanDemand: number, view: PolicyView, target: number): number {
  const { desired, ready, starting } = view;
  const ratio = meanDemand / Math.max(1, ready) / target;
  if (isWithinTolerance(ratio)) {
    return desired;
  }
  if (ratio < 1) {
    return Math.ceil(ratio * ready - ROUNDING);
  }
  if (starting === 0) {
    return Math.ceil(ratio * desired - ROUNDING);
  }
  // With pods that are not ready taken for idle, the ratio may turn: then nothing is done.
  const damped = meanDemand / desired / target;
  return damped < 1 || isWithinTolerance(damped) ? desired : Math.ceil(damped * desired - ROUNDING);
}

function isWithinTolerance(ratio: number): boolean {
  return Math.abs(ratio - 1) <= TOLERANCE;
}
