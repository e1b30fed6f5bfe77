import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LOAD_HALF_LIFE_SECONDS,
  type SmoothedLoad,
  smoothLoad,
  takenOverLoad,
} from '../../../core/fleet/smoothed-load';

const HALF_LIFE_MS = LOAD_HALF_LIFE_SECONDS * 1000;

/** Loads sampled at times. */
function loadAfter(samples: readonly (readonly [load: number, atMs: number])[], start?: SmoothedLoad): SmoothedLoad {
  const known = samples.reduce<SmoothedLoad | undefined>((load, [next, atMs]) => smoothLoad(load, next, atMs), start);
  if (known === undefined) throw new Error('a sample was expected');
  return known;
}

describe('a smoothed load', () => {
  it('is its first sample', () => {
    expect(loadAfter([[0.4, 1000]]).load).toBe(0.4);
  });

  it('is half way to a new load after one half-life, and three quarters after two', () => {
    const held = takenOverLoad(0.2, 0);
    expect(loadAfter([[0.4, HALF_LIFE_MS]], held).load).toBeCloseTo(0.3, 12);
    expect(loadAfter([[0.4, 2 * HALF_LIFE_MS]], held).load).toBeCloseTo(0.35, 12);
  });

  it('soon after the first sample is the mean of what was seen, not the first sample for long', () => {
    const start = loadAfter([[0, 0]]);
    expect(loadAfter([[0.4, 15_000]], start).load).toBeCloseTo(0.4, 12);
    const four = loadAfter(
      [15, 30, 45, 60].map((second, index) => [index % 2 ? 0.5 : 0.3, second * 1000] as const),
      start,
    );
    expect(four.load).toBeCloseTo(0.4, 2);
  });

  it('is changed by a burst of 30 % over two minutes by 2 %', () => {
    const burst = loadAfter([[0.13, 120_000]], takenOverLoad(0.1, 0));
    expect(burst.load / 0.1 - 1).toBeCloseTo(0.3 * (1 - 2 ** -0.1), 12);
    expect(burst.load / 0.1 - 1).toBeLessThan(0.021);
  });

  it('is not changed while the clock stands still or goes back', () => {
    const held = takenOverLoad(0.2, 5000);
    expect(loadAfter([[9, 5000]], held)).toEqual(held);
    expect(loadAfter([[9, 4000]], held)).toEqual(held);
  });
});

describe('whatever is sampled whenever', () => {
  const steps = fc.array(
    fc.record({ load: fc.double({ min: 0, max: 1, noNaN: true }), gapMs: fc.integer({ min: 0, max: 3_600_000 }) }),
    { minLength: 1, maxLength: 60 },
  );

  it('the load stays between the least and the most of the samples', () => {
    fc.assert(
      fc.property(steps, (given) => {
        let atMs = 0;
        const samples = given.map(({ load, gapMs }) => {
          atMs += gapMs;
          return [load, atMs] as const;
        });
        const loads = given.map(({ load }) => load);
        const { load } = loadAfter(samples);
        expect(load).toBeGreaterThanOrEqual(Math.min(...loads) - 1e-12);
        expect(load).toBeLessThanOrEqual(Math.max(...loads) + 1e-12);
      }),
    );
  });

  it('more samples of the same load on the way change nothing', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(gaps, fc.double({ min: 0, max: 1, noNaN: true }), (given, load) => {
        let atMs = 0;
        const often = given.map((gapMs) => {
          atMs += gapMs;
          return [load, atMs] as const;
        });
        const start = takenOverLoad(0.5, 0);
        expect(loadAfter(often, start).load).toBeCloseTo(loadAfter([[load, atMs]], start).load, 9);
      }),
    );
  });
});
