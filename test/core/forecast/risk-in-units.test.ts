import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../local/trace/seeded-random';
import { demandOfMinutes } from '../../../scaling-replay/engine/conditions';
import { replay } from '../../../scaling-replay/engine/replay';
import { forecastPolicy } from '../../../scaling-replay/forecast-policy';
import { targetTracking } from '../../../scaling-replay/peers/target-tracking';

const DAY = 1440;
const DAYS = 7;
const MAX_UNMET = 0.001;

/** A daily rhythm with a slow drift of its level and noise of 3 % from minute to minute. */
function week(meanUnits: number, seed: number): readonly number[] {
  const random = seededRandom(seed);
  let drift = 0;
  return Array.from({ length: DAYS * DAY }, (_, minute) => {
    drift = 0.999 * drift + 0.006 * random.normal();
    const level = 1 - 0.5 * Math.cos((2 * Math.PI * minute) / DAY);
    return Math.max(0, meanUnits * level * Math.exp(drift) * (1 + 0.03 * random.normal()));
  });
}

describe('the forecast on a week of a service of any size', () => {
  it.each([
    [1, 75],
    [1, 420],
    [30, 75],
    [1000, 420],
  ])(
    'of %d units that start in %d s loses about what it may, costs little and acts seldom',
    (units, startUpSeconds) => {
      const demand = demandOfMinutes(week(units, units + startUpSeconds));
      const conditions = { demand, startUpSeconds, metricDelaySeconds: 60, leastUnits: 1 };
      const ours = replay(conditions, forecastPolicy(conditions, MAX_UNMET));
      const usual = replay(conditions, targetTracking(0.7));
      expect(ours.unmetFraction).toBeLessThan(1.2 * MAX_UNMET);
      expect(ours.unitHours).toBeLessThan(0.95 * usual.unitHours);
      expect(ours.actions).toBeLessThan(1.1 * usual.actions);
    },
  );
});

describe('the forecast on a week of noise about a constant level', () => {
  it.each([
    [20, 75],
    [1000, 75],
    [1000, 420],
  ])(
    'of %d units that start in %d s acts a few times a day at most, and loses no more than it may',
    (units, startUpSeconds) => {
      const random = seededRandom(units + startUpSeconds);
      const minutes = Array.from({ length: DAYS * DAY }, () => units * (1 + 0.01 * random.normal()));
      const conditions = { demand: demandOfMinutes(minutes), startUpSeconds, metricDelaySeconds: 60, leastUnits: 1 };
      const ours = replay(conditions, forecastPolicy(conditions, MAX_UNMET));
      expect(ours.actions).toBeLessThan(4 * DAYS);
      expect(ours.unmetFraction).toBeLessThan(MAX_UNMET);
    },
  );
});
