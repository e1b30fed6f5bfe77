import { describe, expect, it } from 'vitest';
import { CapacityForecast, type CapacityNeed } from '../../../core/forecast/capacity-forecast';
import { followForecast } from '../../../core/forecast/follow-forecast';
import { RecentLevel } from '../../../core/forecast/recent-level';
import { seededRandom } from '../../../local/trace/seeded-random';

const DAY = 1440;
const SETTINGS = { startUpSeconds: 420, metricDelaySeconds: 60, maxUnmet: 0.001, leastUnits: 1 };

function needsOf(demands: readonly number[]): readonly CapacityNeed[] {
  const forecast = new CapacityForecast(SETTINGS);
  return demands.map((demand, minute) => {
    forecast.observe({ minute, demand, unmet: undefined });
    return forecast.need();
  });
}

/** Days whose hours are each at a level of their own between 4 and 20 units, or inverted; noise of about 1 %. */
function hours(days: number, isInverted: boolean): readonly number[] {
  const shape = seededRandom(1);
  const levels = Array.from({ length: 24 }, () => 4 + 16 * shape.uniform());
  const noise = seededRandom(isInverted ? 2 : 3);
  return Array.from({ length: days * DAY }, (_, minute) => {
    const level = levels[Math.floor((minute % DAY) / 60)] ?? 0;
    return (isInverted ? 24 - level : level) * (1 + 0.01 * noise.normal());
  });
}

/** Mean absolute errors: "as now" 4 %, the forecast's as given, usually 3 %. */
function learnHour(recent: RecentLevel, forecastError: number, minutes = 240): void {
  for (let minute = 0; minute < minutes; minute += 1) {
    recent.learn(0.04, forecastError, 0.03);
  }
}

describe('RecentLevel', () => {
  it('is not kept from taking over by one great error of its own', () => {
    const recent = new RecentLevel();
    learnHour(recent, 0.03);
    recent.learn(20, 20, 0.03);
    learnHour(recent, 0.5, 30);
    expect(recent.isBetter).toBe(true);
  });

  it('takes over from a forecast whose error is more than twice its own, and says so', () => {
    const recent = new RecentLevel();
    learnHour(recent, 0.07);
    expect(recent.isBetter).toBe(false);
    expect(recent.why).toBeUndefined();
    learnHour(recent, 0.09);
    expect(recent.isBetter).toBe(true);
    expect(recent.why).toMatch(/forecast was off by [89]\.\d %, the newest minute by 4\.\d %/);
  });

  it('gives way again once the forecast is as good, and not before', () => {
    const recent = new RecentLevel();
    learnHour(recent, 0.12);
    learnHour(recent, 0.05);
    expect(recent.isBetter).toBe(true);
    learnHour(recent, 0.035);
    expect(recent.isBetter).toBe(false);
  });

  it('leaves a forecast alone that is no worse than it usually is', () => {
    const recent = new RecentLevel();
    for (let minute = 0; minute < 600; minute += 1) {
      recent.learn(0.01, 0.05, 0.04);
    }
    expect(recent.isBetter).toBe(false);
  });
});

describe('CapacityForecast whose history stops to hold', () => {
  const inverted = [...hours(4, false), ...hours(2, true)];
  const needs = needsOf(inverted);

  it('rests on the forecast while it holds, from the second day on', () => {
    expect(needs.slice(DAY, 4 * DAY).every(({ basis, why }) => basis === 'forecast' && why === undefined)).toBe(true);
  });

  it('falls back to the recent level when the day is inverted, says why, and comes back', () => {
    const after = needs.slice(4 * DAY);
    const first = after.findIndex(({ basis }) => basis === 'recent');
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first).toBeLessThan(180);
    expect(after[first]?.why).toContain('the forecast was off by');
    expect(after[first]?.expected).toBe(inverted[4 * DAY + first]);
    expect(after.at(-1)?.basis).toBe('forecast');
  });

  it('neither loses demand nor asks for the peak when the level jumps tenfold each hour', () => {
    const jumps = Array.from({ length: DAY }, (_, minute) => (Math.floor(minute / 60) % 2 === 0 ? 2 : 20));
    const all = needsOf([...Array.from({ length: 2 * DAY }, () => 2), ...jumps]).slice(2 * DAY);
    let units = 2;
    jumps.forEach((demand, minute) => {
      const need = all[minute];
      if (need) {
        units = followForecast({ need, desired: units, meanDemand: 2, waste: { unitMinutes: 0 } }).desired;
      }
      // Ten minutes after a jump what stands covers the new level.
      if (minute % 60 >= 10) {
        expect(units).toBeGreaterThanOrEqual(demand);
      }
    });
    expect(Math.max(...all.map(({ order }) => order))).toBeLessThanOrEqual(30);
  });

  it('goes on from its state with the same basis', () => {
    const at = 4 * DAY + needs.slice(4 * DAY).findIndex(({ basis }) => basis === 'recent');
    const first = new CapacityForecast(SETTINGS);
    inverted.slice(0, at + 1).forEach((demand, minute) => {
      first.observe({ minute, demand, unmet: undefined });
    });
    const second = new CapacityForecast(SETTINGS);
    second.restore(JSON.parse(JSON.stringify(first.state())));
    second.observe({ minute: at + 1, demand: inverted[at + 1], unmet: 0 });
    expect(second.need()).toEqual(needs[at + 1]);
    expect(second.need().basis).toBe('recent');
  });
});
