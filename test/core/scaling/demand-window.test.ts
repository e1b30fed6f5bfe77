import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DemandWindow, highestDemand, isRising, observeDemand } from '../../../core/scaling/demand-window';

const RULE = { lengthMs: 900_000, gapMs: 180_000 };

function watch(demands: readonly number[], stepMs = 60_000): DemandWindow {
  const window = demands.reduce<DemandWindow | undefined>(
    (seen, demandNodes, index) => observeDemand(seen, { nowMs: index * stepMs, demandNodes }, RULE),
    undefined,
  );
  if (window === undefined) {
    throw new Error('watch needs a demand');
  }
  return window;
}

const flat = (count: number) => Array.from({ length: count }, () => 2);

describe('the demand window', () => {
  it('knows no highest demand before it is full', () => {
    expect(highestDemand(watch(flat(15)), RULE.lengthMs)).toBeUndefined();
    expect(highestDemand(watch(flat(16)), RULE.lengthMs)).toBe(2);
  });

  it('remembers a peak for its whole length and no longer than one slice more', () => {
    expect(highestDemand(watch([...flat(16), 9, ...flat(15)]), RULE.lengthMs)).toBe(9);
    expect(highestDemand(watch([...flat(16), 9, ...flat(17)]), RULE.lengthMs)).toBe(2);
  });

  it('starts anew after a gap', () => {
    const window = observeDemand(watch(flat(20)), { nowMs: 19 * 60_000 + 180_001, demandNodes: 2 }, RULE);
    expect(highestDemand(window, RULE.lengthMs)).toBeUndefined();
  });

  it('starts anew when the clock goes back', () => {
    const window = observeDemand(watch(flat(20)), { nowMs: 60_000, demandNodes: 2 }, RULE);
    expect(window).toEqual({ sinceMs: 60_000, lastMs: 60_000, slices: [{ startMs: 60_000, highestNodes: 2 }] });
  });

  it('calls a new peak rising, a return to an old one not', () => {
    expect(isRising(watch([...flat(10), 2.3]))).toBe(true);
    expect(isRising(watch([...flat(10), 2.1]))).toBe(false);
    expect(isRising(watch([2.3, ...flat(10), 2.3]))).toBe(false);
  });

  it('stays small and never forgets a demand of the last window, however often it is asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 120_000 }), fc.integer({ min: 0, max: 50 })), { minLength: 1 }),
        (steps) => {
          let nowMs = 0;
          let window: DemandWindow | undefined;
          const seen: { readonly nowMs: number; readonly demandNodes: number }[] = [];
          for (const [stepMs, demandNodes] of steps) {
            nowMs += stepMs;
            seen.push({ nowMs, demandNodes });
            window = observeDemand(window, { nowMs, demandNodes }, RULE);
          }
          const recent = seen.filter((one) => one.nowMs >= nowMs - RULE.lengthMs).map((one) => one.demandNodes);
          const slices = window?.slices ?? [];
          expect(slices.length).toBeLessThanOrEqual(17);
          expect(Math.max(...slices.map((slice) => slice.highestNodes))).toBeGreaterThanOrEqual(Math.max(...recent));
        },
      ),
    );
  });
});
