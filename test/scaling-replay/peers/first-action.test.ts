import { describe, expect, it } from 'vitest';
import { type ReplayPolicy, replay } from '../../../scaling-replay/engine/replay';
import { forecastPolicy } from '../../../scaling-replay/forecast-policy';
import { keda, kubernetesHpa } from '../../../scaling-replay/peers/kubernetes-hpa';
import { stepScaling } from '../../../scaling-replay/peers/step-scaling';
import { targetTracking } from '../../../scaling-replay/peers/target-tracking';
import { conditionsOf, stepLoad } from '../conditions-fixture';

const CONDITIONS = conditionsOf(stepLoad(10, 20));
const STEP_AT = 60 * 4;

/** Seconds from the moment that the load doubles to the first order. */
function firstAction(policy: ReplayPolicy): number {
  const { desired } = replay(CONDITIONS, policy);
  const before = desired[STEP_AT - 1] ?? 0;
  const step = desired.findIndex((units, index) => index >= STEP_AT && units > before);
  return (step - STEP_AT) * 15;
}

describe('the first order after the load doubles', () => {
  it.each([
    // Three minutes above the target, the last of which can be read a minute after its end.
    ['target tracking', targetTracking(0.7), 240],
    ['step scaling', stepScaling(0.7), 240],
    // Means of a minute, 30 s old, at least a tenth above the target.
    ['Kubernetes HPA', kubernetesHpa(0.7), 45],
    ['KEDA', keda(0.7), 45],
    // The first minute of it, as soon as it can be read.
    ['the forecast', forecastPolicy(CONDITIONS, 0.001), 120],
  ])('of %s', (_, policy, seconds) => {
    expect(firstAction(policy)).toBe(seconds);
  });
});
