import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nthLargest } from '../../../core/placement/nth-largest';

describe('nthLargest', () => {
  it('is the largest, the second largest and the smallest of 3, 9, 4, 1', () => {
    expect([1, 2, 4].map((place) => nthLargest(Float64Array.of(3, 9, 4, 1), place))).toEqual([9, 4, 1]);
  });

  it('is what sorting says, also of equal values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 }), fc.nat(), (values, at) => {
        const place = 1 + (at % values.length);
        const sorted = values.toSorted((left, right) => right - left);
        expect(nthLargest(Float64Array.from(values), place)).toBe(sorted[place - 1]);
      }),
    );
  });
});
