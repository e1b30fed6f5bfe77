import { describe, expect, it } from 'vitest';
import { judgeLoad, type ReactiveRule } from '../../../core/scaling-policy/judge-load';
import type { UnitLoad } from '../../../core/scaling-policy/unit-load';
import { CONNECTIONS, cpuTarget, QUEUE_STEPS } from './policy-fixture';

/** Steps of 2, 3, 5, 8 and 10. */
const BOUNDS = { leastUnits: 2, mostUnits: 10 };

function judge(rule: ReactiveRule, load: Partial<UnitLoad>, bounds = BOUNDS) {
  const { out, keep, reason } = judgeLoad({ total: 0, desired: 5, least: 0, ...load }, rule, bounds);
  expect(keep).toBe(out);
  return [out, reason.code];
}

describe('steps, out above 100 and in below 60', () => {
  it.each([
    ['at the threshold', 500, 5, 'between-thresholds'],
    ['above it', 501, 8, 'above-threshold'],
    ['at the lower one, where 3 units had 100 each', 300, 5, 'between-thresholds'],
    ['below it, where 3 units had less than 100', 299, 3, 'below-threshold'],
    ['with nothing to do', 0, 3, 'below-threshold'],
  ])('lead 5 units %s to the next step', (_, total, units, code) => {
    expect(judge(QUEUE_STEPS, { total })).toEqual([units, code]);
  });

  it('end at the ends of the ladder', () => {
    expect(judge(QUEUE_STEPS, { total: 9000, desired: 10 })).toEqual([10, 'between-thresholds']);
    expect(judge(QUEUE_STEPS, { total: 0, desired: 2 })).toEqual([2, 'between-thresholds']);
  });

  it('lead to nothing only where there is nothing to do', () => {
    const bounds = { leastUnits: 0, mostUnits: 10 };
    expect(judge(QUEUE_STEPS, { total: 0, desired: 1 }, bounds)).toEqual([0, 'below-threshold']);
    expect(judge(QUEUE_STEPS, { total: 1, desired: 1 }, bounds)).toEqual([1, 'between-thresholds']);
    expect(judge(QUEUE_STEPS, { total: 1, desired: 0 }, bounds)).toEqual([1, 'above-threshold']);
  });

  it('do not go back where the step back would be left at once', () => {
    // 59 each on 8 units were 94.4 each on 5; 65 each were 104, which is above 100.
    const rule = { ...QUEUE_STEPS, inBelow: 70 };
    expect(judge(rule, { total: 8 * 59, desired: 8 })).toEqual([5, 'below-threshold']);
    expect(judge(rule, { total: 8 * 65, desired: 8 })).toEqual([8, 'between-thresholds']);
    expect(judge(rule, { total: 500, desired: 8 })).toEqual([8, 'between-thresholds']);
  });

  it('lead to a step that has what is asked for at least, and never back meanwhile', () => {
    expect(judge(QUEUE_STEPS, { total: 100, least: 8 })).toEqual([8, 'above-threshold']);
    expect(judge(QUEUE_STEPS, { total: 100, least: 9 })).toEqual([10, 'above-threshold']);
    expect(judge(QUEUE_STEPS, { total: 100, least: 5 })).toEqual([5, 'between-thresholds']);
    expect(judge(QUEUE_STEPS, { total: 100, least: 30 })).toEqual([10, 'above-threshold']);
  });
});

describe('thresholds, out above 8000 and in below 7000', () => {
  it.each([
    ['at the threshold', 40_000, 5, 'between-thresholds'],
    ['above it', 40_001, 6, 'above-threshold'],
    ['at the lower one', 35_000, 5, 'between-thresholds'],
    ['below it, where 4 units would have more than 8000', 34_999, 5, 'between-thresholds'],
    ['where 4 units would have just 8000', 32_000, 5, 'between-thresholds'],
    ['where 4 units stay below', 31_999, 4, 'below-threshold'],
    ['with nothing to do', 0, 0, 'below-threshold'],
  ])('ask of 5 units %s for as many as are needed', (_, total, units, code) => {
    expect(judge(CONNECTIONS, { total })).toEqual([units, code]);
  });

  it('keep what is asked for at least', () => {
    expect(judge(CONNECTIONS, { total: 100, least: 7 })).toEqual([7, 'above-threshold']);
    expect(judge(CONNECTIONS, { total: 100, least: 1 })).toEqual([5, 'between-thresholds']);
  });
});

describe('a target of 60', () => {
  it.each([
    ['within a tenth of it', 330, 5, 'near-target'],
    ['more than a tenth above', 331, 6, 'above-target'],
    ['a tenth below', 270, 5, 'near-target'],
    ['more than a tenth below, where 5 are still needed', 269, 5, 'near-target'],
    ['where 4 are enough', 240, 4, 'below-target'],
    ['with nothing to do', 0, 0, 'below-target'],
  ])('asks of 5 units %s for as many as bring them there', (_, total, units, code) => {
    expect(judge(cpuTarget(60), { total })).toEqual([units, code]);
  });

  it('near all that the metric can show is missed by half of what is left', () => {
    expect(judge(cpuTarget(96), { total: 5 * 98 })).toEqual([5, 'near-target']);
    expect(judge(cpuTarget(96), { total: 5 * 98.1 })).toEqual([6, 'above-target']);
  });

  it('keeps what is asked for at least', () => {
    expect(judge(cpuTarget(60), { total: 100, least: 9 })).toEqual([9, 'above-target']);
    expect(judge(cpuTarget(60), { total: 100, least: 3 })).toEqual([5, 'near-target']);
  });
});
