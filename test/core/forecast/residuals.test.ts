import { describe, expect, it } from 'vitest';
import { Residuals } from '../../../core/forecast/residuals';
import { seededRandom } from '../../../local/trace/seeded-random';

/** Errors spread evenly from -1 to 1. */
function evenly(count: number): Residuals {
  const residuals = new Residuals(20_000);
  const random = seededRandom(3);
  for (let index = 0; index < count; index += 1) {
    residuals.add(2 * random.uniform() - 1);
  }
  return residuals;
}

describe('Residuals', () => {
  it('believes in a Laplace distribution of scale 1 before the first error', () => {
    // Exceeded with probability p: ln(1 / 2p).
    expect(new Residuals(1000).distribution.exceededWith(0.05)).toBeCloseTo(Math.log(10), 0);
    expect(new Residuals(1000).distribution.exceededWith(0.5)).toBeCloseTo(0, 0);
  });

  it('comes to what was seen', () => {
    // 0.5 lies in the bin around 0.41, or that around 0.64.
    const exceeded = evenly(20_000).distribution.exceededWith(0.25);
    expect(exceeded).toBeGreaterThan(0.4);
    expect(exceeded).toBeLessThan(0.65);
    expect(evenly(20_000).distribution.expectedUse(0.5, 0.5)).toBeCloseTo(0.125, 1);
  });

  it('says by how much a value is exceeded in the mean', () => {
    // Of errors from -1 to 1: half of them by half of 1. Of a Laplace distribution: by its scale, where it is exceeded at all.
    expect(evenly(20_000).distribution.expectedExcess(0)).toBeCloseTo(0.25, 1);
    expect(evenly(20_000).distribution.expectedExcess(-1)).toBeCloseTo(1, 1);
    expect(new Residuals(1000).distribution.expectedExcess(Math.log(10))).toBeCloseTo(0.05, 2);
  });

  it('says how much of a unit is used', () => {
    // Of errors from -1 to 1 a unit from 0 to 1 is used by x at each x above 0: half of 1/2.
    expect(evenly(20_000).distribution.expectedUse(0, 1)).toBeCloseTo(0.25, 1);
    expect(evenly(20_000).distribution.expectedUse(-1, 1e-9)).toBeCloseTo(1, 1);
  });

  it('uses what is below all errors in whole, and nothing above them', () => {
    const residuals = evenly(1000);
    expect(residuals.distribution.expectedUse(-1e6, 1)).toBeCloseTo(1, 9);
    expect(residuals.distribution.expectedExcess(-1e6)).toBeCloseTo(1e6, 0);
    expect(residuals.distribution.expectedUse(1e6, 1)).toBe(0);
    expect(residuals.distribution.expectedExcess(1e6)).toBe(0);
  });

  it('says something else after each error', () => {
    const residuals = new Residuals(1000);
    const before = residuals.distribution.expectedExcess(2);
    residuals.add(10);
    const after = residuals.distribution.expectedExcess(2);
    // One of 181: 8 above, of 180 that were believed.
    expect(after).toBeCloseTo((180 * before + 8) / 181, 1);
    expect(after).toBeGreaterThan(before);
    residuals.restore(new Residuals(1000).state());
    expect(residuals.distribution.expectedExcess(2)).toBe(before);
  });

  it('counts how often errors go beyond nine times what was expected, and believes that they go one further', () => {
    const beyond = (error: number) => {
      const residuals = new Residuals(1e9);
      for (let index = 0; index < 18_000; index += 1) {
        residuals.add(index % 100 === 0 ? error : 0);
      }
      return residuals.distribution;
    };
    // One in a hundred, and e times less for each error further.
    expect(beyond(12).expectedUse(9, 1e-9)).toBeCloseTo(0.01, 3);
    expect(beyond(12).exceededWith(0.01 / Math.E)).toBeCloseTo(10, 0);
    expect(beyond(12).exceededWith(0.01 / Math.E ** 3)).toBeCloseTo(12, 0);
    expect(beyond(12).expectedExcess(10)).toBeCloseTo(0.01 / Math.E, 3);
    expect(beyond(1000).expectedExcess(10)).toBe(beyond(12).expectedExcess(10));
  });

  it('does not jump where the errors that are counted end', () => {
    const { distribution } = new Residuals(1e9);
    const ends = Math.sinh(2.9);
    for (const step of [1e-9, 1e-3]) {
      const below = distribution.expectedExcess(ends - step);
      const above = distribution.expectedExcess(ends + step);
      expect(below).toBeGreaterThan(above);
      expect(below / above).toBeCloseTo(1 + 2 * step, 5);
    }
  });

  it('takes an error that counts half for half of one', () => {
    const halves = new Residuals(1e9);
    const whole = new Residuals(1e9);
    halves.add(10, 0.5);
    halves.add(10, 0.5);
    whole.add(10);
    expect(halves.distribution.expectedExcess(2)).toBeCloseTo(whole.distribution.expectedExcess(2), 6);
    halves.add(10, 0);
    expect(halves.distribution.expectedExcess(2)).toBeCloseTo(whole.distribution.expectedExcess(2), 6);
  });

  it('forgets', () => {
    const residuals = new Residuals(100);
    for (let index = 0; index < 1000; index += 1) {
      residuals.add(5);
    }
    for (let index = 0; index < 1000; index += 1) {
      residuals.add(-5);
    }
    expect(residuals.distribution.exceededWith(0.05)).toBeLessThan(0);
  });

  it('keeps its shape however many errors came', () => {
    const residuals = new Residuals(50);
    for (let index = 0; index < 5000; index += 1) {
      residuals.add(index % 2 === 0 ? 1 : -1);
    }
    expect(residuals.distribution.expectedUse(0, 1e-9)).toBeCloseTo(0.5, 1);
    const again = new Residuals(50);
    again.restore(JSON.parse(JSON.stringify(residuals.state())));
    expect(again.distribution.exceededWith(0.2)).toBe(residuals.distribution.exceededWith(0.2));
  });
});
