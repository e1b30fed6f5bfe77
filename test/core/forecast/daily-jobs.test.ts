import { describe, expect, it } from 'vitest';
import { CapacityForecast, type CapacityNeed } from '../../../core/forecast/capacity-forecast';
import { seededRandom } from '../../../local/trace/seeded-random';

const DAY = 1440;
const SETTINGS = { startUpSeconds: 420, metricDelaySeconds: 60, maxUnmet: 0.001, leastUnits: 1 };
const GROUND = 4;
const JOB = 20;
const STARTS_AT = 180;
/** From an order until it serves, in minutes. */
const AHEAD = 9;

/** A ground load with noise, and a job of 40 minutes that begins at three, up to two minutes early or late. */
function nightly(days: number): readonly number[] {
  const random = seededRandom(4);
  const late = Array.from({ length: days }, () => Math.round(4 * (random.uniform() - 0.5)));
  return Array.from({ length: days * DAY }, (_, minute) => {
    const since = (minute % DAY) - STARTS_AT - (late[Math.floor(minute / DAY)] ?? 0);
    return GROUND * (1 + 0.1 * (random.uniform() - 0.5)) + (since >= 0 && since < 40 ? JOB : 0);
  });
}

function needsOf(demands: readonly number[]): readonly CapacityNeed[] {
  const forecast = new CapacityForecast(SETTINGS);
  const needs: CapacityNeed[] = [];
  demands.forEach((demand, minute) => {
    const ready = needs[minute - AHEAD]?.order ?? demand;
    forecast.observe({ minute, demand, unmet: Math.max(0, demand - ready) });
    needs.push(forecast.need());
  });
  return needs;
}

describe('GIVEN a job that begins at the same time each night', () => {
  const DAYS = 6;
  const demands = nightly(DAYS);
  const needs = needsOf(demands);

  it('THEN from the second night on its units are ordered before it begins, and it is said why', () => {
    for (let day = 1; day < DAYS; day += 1) {
      const before = needs[day * DAY + STARTS_AT - AHEAD];
      expect(before?.order).toBeGreaterThanOrEqual(GROUND + JOB - 1);
      expect(before?.rise).toMatch(/at this time of (one|\d) of the days before demand rose by up to \d+\.\d units/);
    }
  });

  it('THEN the first night is the only one that loses much', () => {
    const lost = demands.map((demand, minute) => Math.max(0, demand - (needs[minute - AHEAD]?.order ?? demand)));
    const ofNight = (day: number) => lost.slice(day * DAY, (day + 1) * DAY).reduce((sum, one) => sum + one, 0);
    expect(ofNight(0)).toBeGreaterThan(JOB);
    for (let day = 1; day < DAYS; day += 1) {
      expect(ofNight(day)).toBeLessThan(0.1 * ofNight(0));
    }
  });

  it('THEN the rest of the day needs what it always did, once the first night is a few days old', () => {
    const noon = needs.slice((DAYS - 1) * DAY + 720, (DAYS - 1) * DAY + 1080);
    for (const { order, rise } of noon) {
      expect(order).toBeLessThanOrEqual(GROUND + 2);
      expect(rise).toBeUndefined();
    }
  });

  it('THEN an early look at the job as it begins orders no second one', () => {
    const at = 3 * DAY + STARTS_AT - 3;
    const forecast = new CapacityForecast(SETTINGS);
    demands.slice(0, at + 1).forEach((demand, minute) => {
      forecast.observe({ minute, demand, unmet: 0 });
    });
    const { order, keep } = forecast.need();
    expect(order).toBeGreaterThanOrEqual(GROUND + JOB - 1);
    expect(forecast.glimpse(keep, keep).order).toBeGreaterThan(keep);
    expect(forecast.glimpse(keep, keep).order).toBeLessThanOrEqual(keep + 3);
  });

  it('THEN a forecast that goes on from its state knows the job, too', () => {
    const at = 3 * DAY + STARTS_AT - AHEAD;
    const first = new CapacityForecast(SETTINGS);
    demands.slice(0, at + 1).forEach((demand, minute) => {
      first.observe({ minute, demand, unmet: 0 });
    });
    const second = new CapacityForecast(SETTINGS);
    second.restore(JSON.parse(JSON.stringify(first.state())));
    expect(first.need().rise).toBeDefined();
    expect(second.need()).toEqual(first.need());
    demands.slice(at + 1).forEach((demand, index) => {
      first.observe({ minute: at + 1 + index, demand, unmet: 0 });
      second.observe({ minute: at + 1 + index, demand, unmet: 0 });
    });
    expect(second.state()).toEqual(first.state());
  });
});
