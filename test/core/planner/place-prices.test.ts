import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLASS_COUNT } from '../../../core/planner/balance/load-classes';
import { PlacePrices } from '../../../core/planner/balance/place-prices';

const COUNTS = fc.array(fc.nat({ max: 9 }), { minLength: CLASS_COUNT, maxLength: CLASS_COUNT });
const ROUNDS = fc.array(fc.tuple(COUNTS, COUNTS), { minLength: 1, maxLength: 30 });

function followed(rounds: readonly (readonly [number[], number[]])[]): PlacePrices {
  const prices = new PlacePrices();
  for (const [wanted, offered] of rounds) {
    prices.follow(Float64Array.from(wanted), Float64Array.from(offered), 0.1);
  }
  return prices;
}

test('a place for a heavier replica never costs less, and no place less than nothing', () => {
  fc.assert(
    fc.property(ROUNDS, (rounds) => {
      const { prices } = followed(rounds);
      expect(prices[0]).toBeGreaterThanOrEqual(0);
      expect([...prices]).toEqual([...prices].sort((left, right) => left - right));
    }),
  );
});

test('a place costs more while its class is lacking, and as much as before once as many were offered', () => {
  const none = Array.from({ length: CLASS_COUNT }, () => 0);
  const some = none.map((_, index) => (index === 5 ? 3 : 0));
  const risen = followed([[some, none]]).prices;
  expect(risen[4]).toBeGreaterThan(0);
  expect(risen[5]).toBeGreaterThan(risen[4] as number);
  expect(risen[CLASS_COUNT - 1]).toBe(risen[5]);
  const settled = followed([
    [some, none],
    [none, some],
  ]).prices;
  expect(Math.max(...settled)).toBeCloseTo(0, 12);
});
