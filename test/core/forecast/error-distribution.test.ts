import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorExceededWith, expectedExcess, expectedUse } from '../../../core/forecast/error-distribution';

const anError = fc.double({ min: -50, max: 50, noNaN: true });

describe('the distribution of errors', () => {
  it('has as many above as below, 0.8 % above five expected errors and 0.07 % above ten', () => {
    // (1 + 5 / 5) ** -6 = 1 / 64 and (1 + 10 / 5) ** -6 = 1 / 729 on both sides.
    expect(errorExceededWith(0.5)).toBeCloseTo(0, 9);
    expect(errorExceededWith(1 / 128)).toBeCloseTo(5, 9);
    expect(errorExceededWith(1 / 1458)).toBeCloseTo(10, 9);
    expect(errorExceededWith(127 / 128)).toBeCloseTo(-5, 9);
  });

  it('is as large as was expected in the mean', () => {
    // Half of the errors are above 0: the mean size is twice their excess over 0.
    expect(2 * expectedExcess(0)).toBeCloseTo(1, 9);
    // Beyond 5: (1 + 5 / 5) ** -5 / 2.
    expect(expectedExcess(5)).toBeCloseTo(1 / 64, 9);
    expect(expectedExcess(-5)).toBeCloseTo(5 + 1 / 64, 9);
  });

  it('uses what is below all errors in whole, and nothing above them', () => {
    expect(expectedUse(-1e6, 1)).toBeCloseTo(1, 9);
    expect(expectedUse(1e6, 1)).toBeCloseTo(0, 9);
    expect(expectedUse(-0.5, 1)).toBeCloseTo(0.5, 9);
  });

  it('uses a unit that is next to nothing wide as often as its edge is exceeded', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (probability) => {
        expect(expectedUse(errorExceededWith(probability), 1e-6)).toBeCloseTo(probability, 4);
      }),
    );
  });

  it('uses a unit less the higher it is', () => {
    fc.assert(
      fc.property(anError, fc.double({ min: 0.01, max: 10, noNaN: true }), (from, width) => {
        expect(expectedUse(from, width)).toBeGreaterThanOrEqual(expectedUse(from + width, width));
        expect(expectedUse(from, width)).toBeLessThanOrEqual(1);
        expect(expectedUse(from, width)).toBeGreaterThan(0);
      }),
    );
  });
});
