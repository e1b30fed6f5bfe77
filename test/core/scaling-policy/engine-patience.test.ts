import { describe, expect, it } from 'vitest';
import { QuietTime, waitMinutes } from '../../../core/scaling-policy/quiet-time';
import { ScalingEngine } from '../../../core/scaling-policy/scaling-engine';
import {
  CONNECTIONS,
  changesOf,
  cpuTarget,
  NOON,
  PREDICTIVE,
  policyOf,
  queueTarget,
  runLoop,
  tell,
} from './policy-fixture';

/** Noise of a few thousand requests, the same in every run. */
function noise(minute: number, size: number): number {
  const wave = Math.sin(minute * 12.9898) * 43_758.5453;
  return size * (2 * (wave - Math.floor(wave)) - 1);
}

describe('patience', () => {
  it('waits until the surplus cost as much as five minutes of the fleet, an hour at most', () => {
    expect(waitMinutes(2, 1)).toBe(10);
    expect(waitMinutes(10, 5)).toBe(10);
    expect(waitMinutes(10, 0)).toBe(5);
    expect(waitMinutes(100, 99)).toBe(60);
  });

  it('goes to the fewest that were enough for long enough', () => {
    const quiet = new QuietTime();
    const note = (units: number, minutes: number) => Array.from({ length: minutes }, () => quiet.note(units));
    note(8, 9);
    // 8 of 10 for 25 minutes, 2 of 10 for 7.
    expect(quiet.enough(10)).toBe(10);
    note(2, 6);
    expect(quiet.enough(10)).toBe(10);
    note(2, 1);
    expect(quiet.enough(10)).toBe(2);
    note(5, 1);
    expect(quiet.enough(10)).toBe(10);
  });

  it('waits in an engine that knows nothing, too', () => {
    const run = runLoop(policyOf([queueTarget(10)]), { demand: () => 10, minutes: 20, firstUnits: 10 });
    expect(run.findIndex(({ decision }) => decision.kind === 'scale-in')).toBe(5);
    expect(run[3]?.decision).toMatchObject({ kind: 'hold', reason: { code: 'waiting-for-waste' } });
  });

  it('gives nothing up by a forecast of the past alone, and not by leaps', () => {
    const policy = policyOf([PREDICTIVE]);
    const engine = new ScalingEngine(policy);
    for (let minute = -2000; minute < 0; minute += 1) {
      engine.observe({ minute: NOON + minute, values: { demand: 100 } });
    }
    let restored = engine;
    const desired = Array.from({ length: 8 }, (_, minute) => {
      restored = new ScalingEngine(policy, JSON.parse(JSON.stringify(restored.state())));
      return tell(restored, NOON + minute, { demand: 100 }, { desired: 40 }).desired;
    });
    expect(desired.slice(0, 4)).toEqual([40, 40, 40, 40]);
    expect(desired[5]).toBeLessThan(20);
    expect(desired[5]).toBeGreaterThanOrEqual(10);
  });

  it('begins anew after a change by anybody', () => {
    const engine = new ScalingEngine(policyOf([queueTarget(10)]));
    // 6 of 10 are enough after 12.5 minutes, 6 of 40 after 5.9: too few minutes before the change, and enough with them.
    runLoop(policyOf([queueTarget(10)]), { demand: () => 60, minutes: 12, firstUnits: 10 }, engine);
    const later = engine.decide({ minute: engine.lastMinute ?? 0, desired: 40, windows: { names: [] } });
    expect(later).toMatchObject({ kind: 'hold', reason: { code: 'waiting-for-waste' } });
  });

  it('acts at most every other hour on load that stays the same but for its noise', () => {
    for (const rule of [cpuTarget(60), queueTarget(60), CONNECTIONS]) {
      for (const units of [2, 5, 20, 100]) {
        const each = rule === CONNECTIONS ? 7000 : 60;
        const mean = units * each;
        // Noise of a Poisson's size when a unit has 100 requests under way.
        const demand = (minute: number) => Math.max(0, mean + noise(minute, 1.7 * (mean / 10 / Math.sqrt(units))));
        const run = runLoop(policyOf([rule]), { demand, minutes: 1440, firstUnits: units });
        expect(changesOf(run, 120), `${rule.kind} ${units}`).toBeLessThanOrEqual(12);
      }
    }
  });

  it('gives up what the forecast does not need although other rules read too', () => {
    const rules = [PREDICTIVE, cpuTarget(60)];
    const demand = (minute: number) => (minute < 300 ? 300 : 100);
    const run = runLoop(policyOf(rules), { demand, minutes: 500, firstUnits: 30 });
    expect(run[299]?.desired).toBeGreaterThanOrEqual(30);
    expect(run.at(-1)?.desired).toBeLessThan(20);
  });
});
