import { describe, expect, it } from 'vitest';
import { RiskSteering } from '../../../core/forecast/risk-steering';

const DAY = 1440;
const MAX_UNMET = 0.001;

interface Load {
  /** How many times more than expected the orders of a probability would have lost. */
  readonly factorAt?: (probability: number) => number;
  /** What the fleet lost by what was chosen; absent when nobody knows. */
  readonly unmetAt: (chosen: number) => number | undefined;
}

const expectedAt = (probability: number) => 0.1 * probability;

/** Steers minutes of a demand of 10 units by forecasts that expect to lose 0.1 unit times the probability; returns what was chosen. */
function chosenAfter(steering: RiskSteering, minutes: number, { factorAt = () => 1, unmetAt }: Load): number {
  let chosen = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const over = { demand: 10, unmet: unmetAt(chosen), meanDemand: 10, spread: 0.1 };
    const lostAt = (probability: number) => factorAt(probability) * expectedAt(probability);
    chosen = steering.steer(over, { expectedAt, lostAt });
  }
  return chosen;
}

describe('RiskSteering', () => {
  it('begins with the probability that is expected to lose what may be lost, half as much as after some days', () => {
    // It aims at 80 % of the risk: 0.1 p of 10 is 0.08 % at p = 0.08; the first loss is of half a day, and errors are believed for a day.
    const chosenOf = (minutes: number) =>
      chosenAfter(new RiskSteering(MAX_UNMET), minutes, { unmetAt: () => undefined });
    expect(chosenOf(1)).toBeCloseTo(0.04, 2);
    // 10 080 minutes and half a day's loss may be lost, and are expected, beside a day's belief: 0.0864 / 1.152 = 0.075.
    expect(chosenOf(7 * DAY)).toBeGreaterThan(0.065);
    expect(chosenOf(7 * DAY)).toBeLessThan(0.08);
  });

  it.each([0.3, 1, 3])('comes to the risk where the fleet loses %d times more than was expected', (factor) => {
    const chosen = chosenAfter(new RiskSteering(MAX_UNMET), 30 * DAY, {
      unmetAt: (probability) => factor * expectedAt(probability),
    });
    expect((factor * expectedAt(chosen)) / 10).toBeGreaterThan(0.75 * MAX_UNMET);
    expect((factor * expectedAt(chosen)) / 10).toBeLessThan(0.85 * MAX_UNMET);
  });

  it.each([0.5, 4])(
    'comes near the risk where orders lose %d times more than expected, before the fleet told',
    (factor) => {
      const chosen = chosenAfter(new RiskSteering(MAX_UNMET), 30 * DAY, {
        factorAt: () => factor,
        unmetAt: () => undefined,
      });
      expect((factor * expectedAt(chosen)) / 10).toBeGreaterThan(0.6 * MAX_UNMET);
      expect((factor * expectedAt(chosen)) / 10).toBeLessThan(0.85 * MAX_UNMET);
    },
  );

  it('believes of rare orders what more frequent ones lost', () => {
    // In a quarter of a day orders of 5 % and less lost nothing, which proves nothing yet; the others less, or more, than expected.
    const chosenWith = (often: number) => {
      const factorAt = (probability: number) => (probability > 0.05 ? often : 0);
      return chosenAfter(new RiskSteering(MAX_UNMET / 10), DAY / 4, { factorAt, unmetAt: () => undefined });
    };
    expect(chosenWith(0.3)).toBeGreaterThan(1.05 * chosenWith(3));
  });

  it('is not frightened by one great loss: the probability falls by half, and the same sum in many minutes moves it further', () => {
    const budget = MAX_UNMET * 10 * 7 * DAY;
    const chosenWith = (minutes: number) => {
      const steering = new RiskSteering(MAX_UNMET);
      const before = chosenAfter(steering, 7 * DAY, { unmetAt: expectedAt });
      for (let minute = 0; minute < minutes; minute += 1) {
        chosenAfter(steering, 1, { unmetAt: () => (2 * budget) / minutes });
      }
      return chosenAfter(steering, 1, { unmetAt: () => 0 }) / before;
    };
    expect(chosenWith(1)).toBeGreaterThan(0.45);
    expect(chosenWith(100)).toBeLessThan(0.9 * chosenWith(1));
  });

  it('learns from days without loss that less is lost, and nothing where nobody knows what was', () => {
    const chosenWith = (unmet: number | undefined) =>
      chosenAfter(new RiskSteering(MAX_UNMET), 7 * DAY, { unmetAt: () => unmet });
    expect(chosenWith(0)).toBeGreaterThan(3 * chosenWith(undefined));
  });

  it('keeps no unit for less than 0.2 %, or twice a smaller risk, however much would be lost', () => {
    const over = { demand: 10, unmet: 0, meanDemand: 10, spread: 1e6 };
    const lossAt = (probability: number) => 1e6 * probability;
    const lowestAt = (maxUnmet: number) =>
      new RiskSteering(maxUnmet).steer(over, { expectedAt: lossAt, lostAt: lossAt });
    expect(lowestAt(0.01)).toBeCloseTo(0.002, 9);
    expect(lowestAt(0.001)).toBeCloseTo(0.002, 9);
    expect(lowestAt(0.0003)).toBeCloseTo(0.0006, 9);
    expect(lowestAt(0.000_000_1)).toBeCloseTo(0.000_22, 5);
  });

  it('goes on from its state', () => {
    const steering = new RiskSteering(MAX_UNMET);
    const load = { factorAt: (probability: number) => 2 * probability, unmetAt: expectedAt };
    chosenAfter(steering, DAY, load);
    const other = new RiskSteering(MAX_UNMET);
    other.restore(JSON.parse(JSON.stringify(steering.state())));
    expect(chosenAfter(other, 60, load)).toBe(chosenAfter(steering, 60, load));
  });

  it('says something where nothing is asked', () => {
    const nothing = { expectedAt: () => 0, lostAt: () => 0 };
    const steering = new RiskSteering(MAX_UNMET);
    expect(steering.steer({ demand: 0, unmet: 0, meanDemand: 0, spread: 0 }, nothing)).toBeGreaterThan(0);
  });
});
