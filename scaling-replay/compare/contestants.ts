import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import type { Conditions } from '../engine/conditions';
import type { ReplayPolicy } from '../engine/replay';
import { perfectForecast, staticPeak } from '../peers/hindsight';
import { keda, kubernetesHpa } from '../peers/kubernetes-hpa';
import { predictiveScaling } from '../peers/predictive-scaling';
import { stepScaling } from '../peers/step-scaling';
import { targetTracking } from '../peers/target-tracking';
import { enginePolicy, type OnDecision } from '../policy/engine-policy';
import { floorUnder } from '../policy/floor-policy';

/** The usual target of reactive policies, and the one under which a floor leaves them little to do. */
export const USUAL_TARGET = 0.7;
const TARGET_OVER_FLOOR = 0.9;

/** How a decision is carried out: as the desired number, or as the least one under target tracking. */
export type Actuator = 'desired' | 'floor';

/** Returns a policy of this kit, with its decisions carried out as asked. */
export function ourPolicy(
  conditions: Conditions,
  policy: ScalingPolicy,
  actuator: Actuator,
  onDecision?: OnDecision,
): ReplayPolicy {
  if (actuator === 'desired') {
    return enginePolicy(conditions, policy, onDecision);
  }
  let ceiling = Number.POSITIVE_INFINITY;
  const owner = enginePolicy(conditions, policy, (step, decision) => {
    ceiling = decision.ceiling;
    onDecision?.(step, decision);
  });
  return floorUnder(owner, targetTracking(TARGET_OVER_FLOOR), () => ceiling);
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
