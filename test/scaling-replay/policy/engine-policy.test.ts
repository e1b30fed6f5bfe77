import { describe, expect, it } from 'vitest';
import type { ScalingPolicy, ScalingRule } from '../../../core/scaling-policy/scaling-policy';
import { generateTrace } from '../../../local/trace/generate-trace';
import { replay } from '../../../scaling-replay/engine/replay';
import { forecastPolicy } from '../../../scaling-replay/forecast-policy';
import { enginePolicy } from '../../../scaling-replay/policy/engine-policy';
import { predictivePolicy } from '../../../scaling-replay/policy/predictive-policy';
import { conditionsOf, stepLoad } from '../conditions-fixture';

const CPU: ScalingRule = { kind: 'target', metric: 'cpuPercent', per: 'unit', target: 70 };

function policyOf(rules: readonly ScalingRule[], changes: Partial<ScalingPolicy> = {}): ScalingPolicy {
  return {
    formatVersion: 1,
    mode: 'automatic',
    leastUnits: 1,
    mostUnits: 1000,
    rules,
    windows: [],
    limits: {},
    ...changes,
  };
}

describe('enginePolicy', () => {
  it.each([75, 420])('decides as the forecast by itself with %d s of start-up', (startUpSeconds) => {
    const demand = generateTrace(7, { minutes: 1440, meanUnits: 12 }).demand;
    const conditions = conditionsOf(demand, { startUpSeconds, unitCapacity: 4 });
    const { desired } = replay(conditions, enginePolicy(conditions, predictivePolicy(conditions, 0.001)));
    expect(desired).toEqual(replay(conditions, forecastPolicy(conditions, 0.001)).desired);
  });

  it.each([5, 50, 500])('acts within a minute of a doubled demand of %d units with metrics of 20 s', (units) => {
    const conditions = conditionsOf(stepLoad(units, 2 * units), { metricPeriodSeconds: 20, metricDelaySeconds: 20 });
    const { desired } = replay(conditions, enginePolicy(conditions, predictivePolicy(conditions, 0.001)));
    const before = desired[60 * 4 - 1] ?? 0;
    const firstAction = desired.findIndex((ordered, step) => step >= 60 * 4 && ordered > before);
    expect(15 * (firstAction - 60 * 4)).toBeLessThanOrEqual(60);
    // With metrics of minutes, a minute late, it takes longer.
    const slow = conditionsOf(stepLoad(units, 2 * units));
    const late = replay(slow, enginePolicy(slow, predictivePolicy(slow, 0.001))).desired;
    expect(late.findIndex((ordered, step) => step >= 60 * 4 && ordered > before) - 60 * 4).toBeLessThanOrEqual(9);
  });

  it('shows a rule how busy the units are, and ends where its target is', () => {
    // GIVEN 7 units of demand, then 14: at 70 % these need 10 and 20
    const conditions = conditionsOf(stepLoad(7, 14));
    const { desired } = replay(conditions, enginePolicy(conditions, policyOf([CPU])));
    expect(desired[59 * 4]).toBe(10);
    expect(desired.at(-1)).toBe(20);
  });

  it('goes on where units begin to serve within a minute in which all are busy', () => {
    const conditions = conditionsOf(stepLoad(9, 60), { startUpSeconds: 130 });
    const { desired } = replay(conditions, enginePolicy(conditions, policyOf([{ ...CPU, target: 60 }])));
    expect(desired.every(Number.isInteger)).toBe(true);
    expect(desired.at(-1)).toBeGreaterThan(90);
  });

  it('shows the load in its own values', () => {
    // GIVEN units that serve 50, and a rule that gives each 25
    const conditions = conditionsOf(stepLoad(4, 8), { unitCapacity: 50 });
    const rule: ScalingRule = { kind: 'target', metric: 'demand', per: 'fleet', target: 25 };
    expect(replay(conditions, enginePolicy(conditions, policyOf([rule]))).desired.at(-1)).toBe(16);
  });

  it('opens windows at the time of the load', () => {
    // GIVEN a load from Monday 07:00 UTC on, and a floor from 08:00 on
    const conditions = conditionsOf(stepLoad(1, 1), { firstMinute: 4 * 1440 + 7 * 60 });
    const window = { name: 'day', start: '0 8 * * MON', timeZone: 'UTC', minutes: 600, floor: 9 };
    const { desired } = replay(conditions, enginePolicy(conditions, policyOf([CPU], { windows: [window] })));
    expect(desired[60 * 4 - 1]).toBeLessThan(9);
    expect(desired[60 * 4]).toBe(9);
  });

  it('keeps to windows before the first minute can be read', () => {
    const conditions = conditionsOf(stepLoad(1, 1), { metricDelaySeconds: 3000 });
    const windows = [{ name: 'night', start: '20 0 * * *', timeZone: 'UTC', minutes: 10, floor: 9 }];
    const policy = policyOf([{ ...CPU, metricDelaySeconds: 3000 }], { windows });
    const { desired } = replay(conditions, enginePolicy(conditions, policy));
    expect(desired.indexOf(9)).toBe(20 * 4);
  });

  it('carries out a manual policy as though somebody did', () => {
    const conditions = conditionsOf(stepLoad(7, 14));
    const { desired } = replay(conditions, enginePolicy(conditions, policyOf([CPU], { mode: 'manual' })));
    expect(desired.at(-1)).toBe(20);
  });
});
