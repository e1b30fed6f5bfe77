import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastUsefulUnit } from '../../../core/forecast/last-useful-unit';

describe('lastUsefulUnit', () => {
  it('is the last unit that is used enough', () => {
    // Used by 0.5, 0.25, 0.125, 0.0625.
    const useOf = (unit: number) => 2 ** -unit;
    expect(lastUsefulUnit(useOf, 0.1, 1, 10)).toBe(3);
    expect(lastUsefulUnit(useOf, 0.1, 5, 10)).toBe(5);
    expect(lastUsefulUnit(useOf, 0.1, 1, 2)).toBe(2);
  });

  it('is what counting down comes to', () => {
    const uses = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(uses, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 70 }), (drawn, enough, least) => {
        const falling = [...drawn].sort((one, other) => other - one);
        const useOf = (unit: number) => falling[unit - 1] ?? 0;
        let counted = Math.max(least, falling.length);
        while (counted > least && useOf(counted) < enough) {
          counted -= 1;
        }
        expect(lastUsefulUnit(useOf, enough, least, falling.length)).toBe(counted);
      }),
    );
  });

  it.each([1e300, Number.POSITIVE_INFINITY])('asks at most some 60 times of %d units', (most) => {
    let asked = 0;
    const unit = lastUsefulUnit(
      (one) => {
        asked += 1;
        return one <= 7 ? 1 : 0;
      },
      0.5,
      1,
      most,
    );
    expect(unit).toBe(7);
    expect(asked).toBeLessThan(60);
  });
});
