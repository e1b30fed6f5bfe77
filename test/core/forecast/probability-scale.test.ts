import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crossingOf,
  PROBABILITIES,
  positionOf,
  probabilityAt,
  valueAtPosition,
} from '../../../core/forecast/probability-scale';

const ownValue = (index: number) => PROBABILITIES[index] ?? Number.NaN;

describe('the scale of probabilities', () => {
  it('doubles from 0.02 % to 90 %', () => {
    expect(PROBABILITIES[0]).toBeCloseTo(0.9 / 4096, 12);
    expect(PROBABILITIES.at(-1)).toBe(0.9);
    expect(probabilityAt(11)).toBe(0.45);
    expect(probabilityAt(11.5)).toBeCloseTo(0.9 / Math.SQRT2, 12);
  });

  it('finds the position of a probability, and none below the first', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 12, noNaN: true }), (position) => {
        expect(positionOf(probabilityAt(position))).toBeCloseTo(position, 9);
      }),
    );
    expect(positionOf(1e-9)).toBe(0);
  });

  it('crosses a value where the function has it, and stays inside', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.9 / 4096, max: 0.9, noNaN: true }), (value) => {
        expect(valueAtPosition(ownValue, crossingOf(ownValue, value))).toBeCloseTo(value, 9);
      }),
    );
    expect(crossingOf(ownValue, 0)).toBe(0);
    expect(crossingOf(ownValue, 2)).toBe(12);
    expect(crossingOf(() => 1, 2)).toBe(12);
    expect(valueAtPosition(ownValue, 12)).toBe(0.9);
  });
});
