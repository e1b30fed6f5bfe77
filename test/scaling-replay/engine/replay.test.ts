import { describe, expect, it } from 'vitest';
import { type PolicyView, replay } from '../../../scaling-replay/engine/replay';
import { conditionsOf } from '../conditions-fixture';

describe('replay', () => {
  it('counts what is unmet, and bills every unit from its order on', () => {
    // GIVEN 2 units, 3 at the demand's 70 %, and one more ordered at the first step, which serves after 75 s: from step 5 on
    const conditions = conditionsOf([2, 4, 4]);
    const outcome = replay(conditions, () => 4);
    expect([...outcome.ready]).toEqual([3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4]);
    // THEN one unit is missing for one of 8 steps with a demand of 4: 1 of 2 × 4 + 4 × 8
    expect(outcome.unmetFraction).toBeCloseTo(1 / 40, 12);
    expect(outcome.badMinuteFraction).toBeCloseTo(1 / 3, 12);
    expect(outcome.unitHours).toBeCloseTo(4 * (3 / 60), 12);
    expect(outcome.actions).toBe(1);
  });

  it('begins with no unit more than serves the first demand at 70 %', () => {
    // 2.1 / 0.7 is a little above 3 here.
    expect(replay(conditionsOf([2.1]), () => undefined).desired[0]).toBe(3);
  });

  it('gives up at once, and first what does not serve yet', () => {
    const outcome = replay(conditionsOf([2, 2]), ({ step }) => [5, 4, 2][step]);
    expect([...outcome.desired]).toEqual([5, 4, 2, 2, 2, 2, 2, 2]);
    expect([...outcome.ready]).toEqual([3, 3, 2, 2, 2, 2, 2, 2]);
    expect(outcome.actions).toBe(3);
  });

  it('serves at once what takes no time to start', () => {
    const outcome = replay(conditionsOf([2, 2], { startUpSeconds: 0 }), ({ step }) => (step < 2 ? 3 : 7));
    expect([...outcome.ready]).toEqual([3, 3, 7, 7, 7, 7, 7, 7]);
  });

  it('keeps to the least and the most units', () => {
    const conditions = conditionsOf([2, 2], { leastUnits: 2, mostUnits: 6 });
    expect([...replay(conditions, ({ step }) => (step === 0 ? 99 : 0)).desired]).toEqual([6, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('shows minutes once they ended the metric delay ago, and not before', () => {
    const seen: number[] = [];
    replay(conditionsOf([1, 2, 3, 4]), ({ step, metrics }) => {
      if (metrics.hasNewMinute) {
        seen.push(step, metrics.demandOf(metrics.newestMinute));
      }
      return undefined;
    });
    expect(seen).toEqual([8, 1, 12, 2]);
  });

  it('fails when a policy asks for what cannot be known yet', () => {
    const peeks = ({ metrics }: PolicyView) => metrics.demandOf(metrics.newestMinute + 1);
    expect(() => replay(conditionsOf([1, 2]), peeks)).toThrow('minute 0 cannot be read in step 0');
  });
});
