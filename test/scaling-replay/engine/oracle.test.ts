import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oracleUnitHours } from '../../../scaling-replay/engine/oracle';
import { replay } from '../../../scaling-replay/engine/replay';
import { perfectForecast, staticPeak } from '../../../scaling-replay/peers/hindsight';
import { conditionsOf } from '../conditions-fixture';

const STEP_HOURS = 15 / 3600;

describe('oracleUnitHours', () => {
  it('bills the start-up of what is started later', () => {
    // One unit for 8 steps, a second for 4 and the 4 steps before them: it could not be started earlier than the first step.
    expect(oracleUnitHours(conditionsOf([1, 2]))).toBeCloseTo((8 + 4 + 4) * STEP_HOURS, 12);
    // After 20 minutes it is started 5 steps ahead.
    const late = [...Array.from({ length: 20 }, () => 1), 2];
    expect(oracleUnitHours(conditionsOf(late))).toBeCloseTo((84 + 4 + 5) * STEP_HOURS, 12);
  });

  it('keeps a unit through a pause that is shorter than its start-up, and starts it again after a longer one', () => {
    expect(oracleUnitHours(conditionsOf([2, 1, 2]))).toBeCloseTo((12 + 8 + 4) * STEP_HOURS, 12);
    expect(oracleUnitHours(conditionsOf([2, 1, 1, 2]))).toBeCloseTo((16 + 8 + 5) * STEP_HOURS, 12);
  });

  it('is never dearer than any policy that leaves nothing unmet', () => {
    const load = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(load, fc.constantFrom(0, 15, 75, 420), (minutes, startUpSeconds) => {
        // The policies begin with enough for all the load, so that only giving up and ordering again differ.
        const conditions = conditionsOf([9, ...minutes], { startUpSeconds });
        for (const policy of [staticPeak(conditions), perfectForecast(conditions)]) {
          const { unmetFraction, unitHours } = replay(conditions, policy);
          expect(unmetFraction).toBe(0);
          expect(unitHours).toBeGreaterThanOrEqual(oracleUnitHours(conditions) - 1e-9);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is never dearer than a policy that gives up each unit in the last step that needs it', () => {
    const conditions = conditionsOf([9, 9, 2, 2, 9, 9, 2], { startUpSeconds: 15 });
    const needed = (step: number) => conditions.demand[step] ?? 0;
    const hasty = replay(conditions, ({ step }) => needed(step + 1));
    const patient = replay(conditions, ({ step }) => Math.max(needed(step), needed(step + 1)));
    expect(hasty.unmetFraction).toBeGreaterThan(0);
    expect(patient.unmetFraction).toBe(0);
    expect(patient.unitHours).toBeCloseTo(oracleUnitHours(conditions), 12);
  });
});
