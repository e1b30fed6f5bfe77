import { expect, test } from 'vitest';
import { GapValues } from '../../../core/planner/balance/gap-values';
import { CLASS_COUNT, LoadClasses } from '../../../core/planner/balance/load-classes';

const HEAVIEST = CLASS_COUNT - 1;

function valuesOf(heaviest: number, span: number): GapValues {
  const gaps = new GapValues(new LoadClasses(heaviest, 1), span);
  // only a place for the heaviest replicas costs anything
  gaps.setPrices(new Float64Array(CLASS_COUNT).fill(1, HEAVIEST));
  return gaps;
}

test('a gap is worth as many places as fit into it', () => {
  const gaps = valuesOf(0.5, 2);
  expect([0, 0.49, 0.5, 1.49, 1.5].map((gap) => gaps.valueOf(gap))).toEqual([0, 0, 1, 2, 3]);
  const counts = new Float64Array(CLASS_COUNT);
  gaps.countPlaces(1.6, counts);
  expect(counts[HEAVIEST]).toBe(3);
});

test('a gap for millions of light replicas takes no memory for each of them', () => {
  const gaps = valuesOf(1e-9, 1e3);
  expect(gaps.valueOf(1e3)).toBeGreaterThanOrEqual(100);
});
