import { describe, expect, it } from 'vitest';
import { generateTrace } from '../../../local/trace/generate-trace';
import { simulate } from '../../../scaling-replay/compare/simulate';
import { replay } from '../../../scaling-replay/engine/replay';
import { enginePolicy } from '../../../scaling-replay/policy/engine-policy';
import { predictivePolicy } from '../../../scaling-replay/policy/predictive-policy';
import { conditionsOf } from '../conditions-fixture';

const LOAD = generateTrace(5, { minutes: 2 * 1440, meanUnits: 20 }).demand;
const CONDITIONS = conditionsOf(LOAD);
const policyAt = (maxUnmet: number) => predictivePolicy(CONDITIONS, maxUnmet);
const INPUT = { conditions: CONDITIONS, policy: policyAt(0.001), actuator: 'desired', compares: false } as const;

describe('simulate', () => {
  it('leaves less unmet, or costs less, than every reactive peer', () => {
    const { ours, peers } = simulate({ ...INPUT, compares: true });
    for (const name of ['targetTracking', 'stepScaling', 'kubernetesHpa', 'keda', 'predictiveAndTargetTracking']) {
      const peer = peers[name];
      expect(peer, name).toBeDefined();
      expect(ours.unitHours < (peer?.unitHours ?? 0) || ours.unmetFraction < (peer?.unmetFraction ?? 0), name).toBe(
        true,
      );
    }
    expect(peers.perfectForecast?.unmetFraction).toBeLessThan(1e-3);
  });

  it('costs less for a greater risk', () => {
    const [careful, bold] = [0.0005, 0.02].map((maxUnmet) => simulate({ ...INPUT, policy: policyAt(maxUnmet) }).ours);
    expect(bold?.unitHours).toBeLessThan(careful?.unitHours ?? 0);
    expect(bold?.unmetFraction).toBeGreaterThan(careful?.unmetFraction ?? 1);
  });

  it('replays a floor under target tracking, which never has less than the floor', () => {
    const { outcome } = simulate({ ...INPUT, actuator: 'floor' });
    const { desired } = replay(CONDITIONS, enginePolicy(CONDITIONS, policyAt(0.001)));
    const isBelow = (units: number, step: number) => units < 0.75 * (desired[step] ?? 0);
    expect(outcome.desired.filter(isBelow)).toHaveLength(0);
    expect(outcome.unitHours).toBeGreaterThan(simulate(INPUT).outcome.unitHours);
  });

  it('does not change a decision when a minute changes that cannot be known yet', () => {
    const until = 1000 * 4;
    const changed = conditionsOf(LOAD.map((value, minute) => (minute >= 999 ? 3 * value : value)));
    const orders = (conditions: typeof CONDITIONS) =>
      [...replay(conditions, enginePolicy(conditions, policyAt(0.001))).desired].slice(0, until + 4);
    expect(orders(changed)).toEqual(orders(CONDITIONS));
  });

  it('counts each minute that could be read as one decision, with its reason and its forecast', () => {
    const { decisions } = simulate(INPUT);
    const counted = Object.values(decisions.reasons).reduce((sum, count) => sum + count, 0);
    // The minutes at the load's end are read after it.
    expect(counted).toBe(LOAD.length - 2);
    expect(decisions.reasons['forecast-above']).toBeGreaterThan(0);
    expect([...decisions.forecast.expected].filter(Number.isFinite)).toHaveLength(counted);
  });
});
