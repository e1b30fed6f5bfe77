import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outlook } from '../../../core/forecast/outlook';
import { type ExpectedRise, NO_RISE } from '../../../core/forecast/recurring-rises';

function outlookWith(rise: ExpectedRise, centre = 10, spread = 0.5): Outlook {
  return new Outlook({ centre, spread, rise });
}

function riseOf(chance: number, ...heights: readonly number[]): ExpectedRise {
  return { days: heights.length, heights: [...heights, ...Array(6 - heights.length).fill(0)], chance };
}

describe('Outlook', () => {
  it('covers a rise that is more likely than what is risked, and leaves one that is less likely', () => {
    const rise = riseOf(0.1, 20);
    expect(outlookWith(rise).unitsFor(0.05, 1)).toBeGreaterThanOrEqual(30);
    expect(outlookWith(rise).unitsFor(0.05, 1)).toBeLessThanOrEqual(31);
    expect(outlookWith(rise).unitsFor(0.2, 1)).toBe(outlookWith(NO_RISE).unitsFor(0.2, 1));
  });

  it('covers the higher of two rises only where half of the chance is more than what is risked', () => {
    const rise = riseOf(0.1, 20, 40);
    expect(outlookWith(rise).unitsFor(0.01, 1)).toBeGreaterThanOrEqual(50);
    const lower = outlookWith(rise).unitsFor(0.06, 1);
    expect(lower).toBeGreaterThanOrEqual(30);
    expect(lower).toBeLessThan(32);
  });

  it('expects to lose what a rise is above the units, as often as it comes', () => {
    const usual = outlookWith(NO_RISE).lossOf(20);
    expect(usual).toBeLessThan(0.001);
    expect(outlookWith(riseOf(0.1, 20)).lossOf(20)).toBeCloseTo(0.1 * 10, 2);
    expect(outlookWith(riseOf(0.1, 20, 40)).lossOf(20)).toBeCloseTo(0.05 * 10 + 0.05 * 30, 2);
  });

  it('needs no less with a rise than without, no more at a greater risk, and as the rule says to the unit', () => {
    const heights = fc.array(fc.double({ min: 0.1, max: 500, noNaN: true }), { minLength: 1, maxLength: 6 });
    const share = fc.double({ min: 0.001, max: 0.95, noNaN: true });
    const size = fc.double({ min: 0.01, max: 300, noNaN: true });
    fc.assert(
      fc.property(heights, share, share, share, size, fc.double({ min: 0.01, max: 20, noNaN: true }), (...drawn) => {
        const [tops, chance, one, other, centre, spread] = drawn;
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const outlook = outlookWith(riseOf(chance, ...tops), centre, spread);
        expect(outlook.unitsFor(less, 1)).toBeGreaterThanOrEqual(outlook.unitsFor(more, 1));
        expect(outlook.unitsFor(less, 1)).toBeGreaterThanOrEqual(
          outlookWith(NO_RISE, centre, spread).unitsFor(less, 1),
        );
        const units = outlook.unitsFor(less, 0);
        const gained = (unit: number) => outlook.lossOf(unit) - outlook.lossOf(unit + 1);
        expect(gained(units)).toBeLessThanOrEqual(less + 1e-9);
        expect(units === 0 || gained(units - 1) >= less - 1e-9).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
