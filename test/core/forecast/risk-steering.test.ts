import { describe, expect, it } from 'vitest';
import { RiskSteering } from '../../../core/forecast/risk-steering';

const DAY = 1440;
const MAX_UNMET = 0.001;

/** Steers minutes of a demand of 10 units by forecasts that expect to lose 0.1 unit times the probability; returns what was chosen. */
function chosenAfter(steering: RiskSteering, minutes: number, unmetAt: (chosen: number) => number | undefined): number {
  let chosen = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const over = { demand: 10, unmet: unmetAt(chosen), meanDemand: 10, spread: 0.1 };
    chosen = steering.steer(over, (probability) => 0.1 * probability);
  }
  return chosen;
}

describe('RiskSteering', () => {
  it('begins with the probability that is expected to lose what may be lost', () => {
    // It aims at 70 % of the risk: 0.1 p of 10 is 0.07 % at p = 0.07; between two settings all is taken for linear.
    expect(chosenAfter(new RiskSteering(MAX_UNMET), 1, () => 0)).toBeCloseTo(0.07, 2);
  });

  it.each([0.3, 1, 3])('comes to the risk where %d times more is lost than was expected', (factor) => {
    const chosen = chosenAfter(new RiskSteering(MAX_UNMET), 30 * DAY, (probability) => factor * 0.1 * probability);
    expect((factor * 0.1 * chosen) / 10).toBeGreaterThan(0.65 * MAX_UNMET);
    expect((factor * 0.1 * chosen) / 10).toBeLessThan(0.75 * MAX_UNMET);
  });

  it('is not frightened by one great loss: the probability falls to half at most, and the same sum in many hours moves it further', () => {
    const calm = (probability: number) => 0.1 * probability;
    const budget = MAX_UNMET * 10 * 7 * DAY;
    const chosenWith = (hours: number) => {
      const steering = new RiskSteering(MAX_UNMET);
      const before = chosenAfter(steering, 7 * DAY, calm);
      for (let hour = 0; hour < hours; hour += 1) {
        chosenAfter(steering, 1, () => (2 * budget) / hours);
        chosenAfter(steering, 59, () => 0);
      }
      return chosenAfter(steering, 1, () => 0) / before;
    };
    expect(chosenWith(1)).toBeGreaterThan(0.5);
    expect(chosenWith(100)).toBeLessThan(0.9 * chosenWith(1));
  });

  it('learns from days without loss that less is lost, and nothing where nobody knows what was', () => {
    const chosenWith = (unmet: number | undefined) => chosenAfter(new RiskSteering(MAX_UNMET), 7 * DAY, () => unmet);
    expect(chosenWith(0)).toBeGreaterThan(3 * chosenWith(undefined));
    expect(chosenWith(undefined)).toBeCloseTo(0.07, 2);
  });

  it('keeps no unit for less than 0.2 %, or twice a smaller risk, however much would be lost', () => {
    const over = { demand: 10, unmet: 0, meanDemand: 10, spread: 1e6 };
    const lowestAt = (maxUnmet: number) => new RiskSteering(maxUnmet).steer(over, (probability) => 1e6 * probability);
    expect(lowestAt(0.01)).toBe(0.002);
    expect(lowestAt(0.001)).toBe(0.002);
    expect(lowestAt(0.0003)).toBe(0.0006);
    expect(lowestAt(0.000_000_1)).toBeCloseTo(0.000_19, 5);
  });

  it('says something where nothing is asked', () => {
    const steering = new RiskSteering(MAX_UNMET);
    expect(steering.steer({ demand: 0, unmet: 0, meanDemand: 0, spread: 0 }, () => 0)).toBeGreaterThan(0);
  });
});
