import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../scaling-replay/engine/metrics';
import { type ReplayPolicy, replay } from '../../../scaling-replay/engine/replay';
import { stepScaling } from '../../../scaling-replay/peers/step-scaling';
import { targetTracking } from '../../../scaling-replay/peers/target-tracking';
import { floorUnder } from '../../../scaling-replay/policy/floor-policy';
import { conditionsOf, stepLoad } from '../conditions-fixture';

/** Nothing is asked for an hour, then what two units serve. */
const CONDITIONS = conditionsOf(stepLoad(0, 2), { leastUnits: 0 });

describe('a metric of units without a unit', () => {
  it('is shown by none, and in part of a minute by those that serve then', () => {
    const metrics = new Metrics(
      Float64Array.from([2, 2, 2, 2, 2, 2, 2, 2]),
      Float64Array.from([0, 0, 0, 0, 0, 0, 1, 1]),
      0,
    );
    metrics.beginStep(8);
    expect(metrics.utilisationOf(0)).toBeUndefined();
    expect(metrics.utilisationOf(1)).toBe(2);
  });

  it.each([
    ['target tracking', targetTracking(0.7)],
    ['step scaling', stepScaling(0.7)],
  ])('starts none by %s, whose alarms have no data', (_, policy) => {
    expect(replay(CONDITIONS, policy).unitHours).toBe(0);
  });

  it('asks for what the load needs, once a floor has started one', () => {
    const floor: ReplayPolicy = ({ step }) => (step < 61 * 4 ? 0 : 1);
    const { desired } = replay(CONDITIONS, floorUnder(floor, targetTracking(0.9)));
    expect(Math.max(...desired)).toBe(3);
  });
});
