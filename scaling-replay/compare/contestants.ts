import type { Conditions } from '../engine/conditions';
import type { ReplayPolicy } from '../engine/replay';
import { floorUnder } from '../floor-policy';
import { forecastPolicy } from '../forecast-policy';
import { perfectForecast, staticPeak } from '../peers/hindsight';
import { keda, kubernetesHpa } from '../peers/kubernetes-hpa';
import { predictiveScaling } from '../peers/predictive-scaling';
import { stepScaling } from '../peers/step-scaling';
import { targetTracking } from '../peers/target-tracking';

/** The usual target of reactive policies, and the one under which a floor leaves them little to do. */
export const USUAL_TARGET = 0.7;
const TARGET_OVER_FLOOR = 0.9;

/** How a decision is carried out: as the desired number, or as the least one under target tracking. */
export type Actuator = 'desired' | 'floor';

/** Returns this kit's policy. */
export function ourPolicy(conditions: Conditions, maxUnmet: number, actuator: Actuator): ReplayPolicy {
  const forecast = forecastPolicy(conditions, maxUnmet);
  return actuator === 'desired' ? forecast : floorUnder(forecast, targetTracking(TARGET_OVER_FLOOR));
}

/** Returns the policies that people use instead, and two that know the future, by name. */
export function peers(conditions: Conditions): Readonly<Record<string, ReplayPolicy>> {
  return {
    targetTracking: targetTracking(USUAL_TARGET),
    stepScaling: stepScaling(USUAL_TARGET),
    kubernetesHpa: kubernetesHpa(USUAL_TARGET),
    keda: keda(USUAL_TARGET),
    predictiveAndTargetTracking: predictiveScaling(USUAL_TARGET, conditions.startUpSeconds),
    staticPeak: staticPeak(conditions),
    perfectForecast: perfectForecast(conditions),
  };
}
