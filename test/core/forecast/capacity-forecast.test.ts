import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CapacityForecast, type CapacityNeed } from '../../../core/forecast/capacity-forecast';
import { seededRandom } from '../../../local/trace/seeded-random';

const DAY = 1440;
const SETTINGS = { startUpSeconds: 420, metricDelaySeconds: 60, maxUnmet: 0.001, leastUnits: 1 };

function needsOf(demands: readonly number[], settings = SETTINGS): readonly CapacityNeed[] {
  const forecast = new CapacityForecast(settings);
  return demands.map((demand, minute) => {
    forecast.observe({ minute, demand, unmet: 0 });
    return forecast.need();
  });
}

/** A daily rhythm between 2 and 18 units with noise. */
function rhythm(days: number, seed: number): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: days * DAY }, (_, minute) => {
    const level = 10 - 8 * Math.cos((2 * Math.PI * minute) / DAY);
    return level * (1 + 0.1 * (random.uniform() - 0.5));
  });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe('CapacityForecast', () => {
  it('needs what is asked, and little more, when the same is asked all the time', () => {
    const needs = needsOf(Array.from({ length: 2 * DAY }, () => 6.5));
    expect(needs.at(-1)).toMatchObject({ order: 7, keep: 7 });
    expect(needs.at(-1)?.expected).toBeCloseTo(6.5, 1);
  });

  it('is reactive with no history: covers what is asked from the first minute on', () => {
    expect(needsOf([6.5])[0]?.order).toBeGreaterThanOrEqual(7);
  });

  it('orders for the rise of a day that it has seen before, at the risk that was set', () => {
    const demands = rhythm(6, 1);
    const forecast = new CapacityForecast(SETTINGS);
    const orders: number[] = [];
    const unmet = demands.map((demand, minute) => {
      const missing = Math.max(0, demand - (orders[minute - 9] ?? demand));
      forecast.observe({ minute, demand, unmet: missing });
      orders.push(forecast.need().order);
      return missing;
    });
    const asked = sumOf(demands.slice(5 * DAY));
    expect(sumOf(unmet.slice(5 * DAY)) / asked).toBeLessThan(0.003);
    expect(sumOf(orders.slice(5 * DAY)) / asked).toBeLessThan(1.15);
  });

  it('orders less for a greater risk', () => {
    const ordered = (maxUnmet: number) =>
      sumOf(needsOf(rhythm(3, 2), { ...SETTINGS, maxUnmet }).map(({ order }) => order));
    expect(ordered(0.02)).toBeLessThan(0.99 * ordered(0.0005));
  });

  it('orders more after more was unmet than was to be expected', () => {
    const ordered = (unmet: number) => {
      const forecast = new CapacityForecast(SETTINGS);
      rhythm(2, 3).forEach((demand, minute) => {
        forecast.observe({ minute, demand, unmet: unmet * demand });
      });
      return forecast.need().exceedance;
    };
    expect(ordered(0.01)).toBeLessThan(0.5 * ordered(0));
  });

  it('keeps more than it would order, so that what stands between the two is left alone', () => {
    const last = needsOf(rhythm(3, 10).map((demand) => 20 * demand)).at(-1);
    expect(last?.keep).toBeGreaterThan(last?.order ?? Number.POSITIVE_INFINITY);
  });

  it('does not keep what is no longer asked', () => {
    const needs = needsOf([...Array.from({ length: DAY }, () => 20), ...Array.from({ length: 60 }, () => 5)]);
    expect(needs[DAY - 1]?.keep).toBeGreaterThanOrEqual(20);
    expect(needs.at(-1)?.keep).toBeLessThan(20);
  });

  it('bounds the orders of absurd readings, and comes to an end', () => {
    const needs = needsOf([5, 5, 1e300, 5, 1e300, 0, 5]);
    expect(needs.every(({ order, most }) => order <= most)).toBe(true);
  });

  it('needs the same after its state was stored, without a new minute', () => {
    const first = new CapacityForecast(SETTINGS);
    rhythm(1, 11).forEach((demand, minute) => {
      first.observe({ minute, demand, unmet: 0 });
    });
    const second = new CapacityForecast(SETTINGS);
    second.restore(JSON.parse(JSON.stringify(first.state())));
    expect(second.need()).toEqual(first.need());
  });

  it('holds through an outage of the metric', () => {
    const demands = Array.from({ length: DAY }, (_, minute) => (minute > 1000 && minute < 1060 ? 0 : 10));
    const needs = needsOf(demands).slice(900);
    expect(Math.min(...needs.map(({ keep }) => keep))).toBeGreaterThanOrEqual(10);
    expect(Math.max(...needs.map(({ order }) => order))).toBeLessThanOrEqual(11);
  });

  it('never asks for more than half as much again as was ever asked, also after a start from nearly nothing', () => {
    const demands = [0.3, 3.6, 4, 5.3, 5, 4.9, 3.9, 4.1, 4.4, 4.7, ...Array.from({ length: 50 }, () => 5)];
    expect(Math.max(...needsOf(demands).map(({ order }) => order))).toBeLessThanOrEqual(8);
  });

  it.each([undefined, Number.NaN, -5, Number.POSITIVE_INFINITY])(
    'holds through an hour in which the metric is %s',
    (missing) => {
      const forecast = new CapacityForecast(SETTINGS);
      const needs = rhythm(2, 6).map((demand, minute) => {
        const isMissing = minute >= 2000 && minute < 2060;
        forecast.observe({ minute, demand: isMissing ? missing : demand, unmet: 0 });
        return forecast.need();
      });
      const before = needs[1999]?.order ?? 0;
      for (const { order, keep } of needs.slice(2000, 2060)) {
        expect(order).toBeGreaterThanOrEqual(0.7 * before);
        expect(keep).toBeLessThanOrEqual(1.5 * before);
      }
    },
  );

  it('takes minutes that are left out for ones that nobody knows', () => {
    const [leftOut, unknown] = [new CapacityForecast(SETTINGS), new CapacityForecast(SETTINGS)];
    rhythm(1, 7).forEach((demand, minute) => {
      const isMissing = minute >= 700 && minute < 730;
      unknown.observe({ minute, demand: isMissing ? undefined : demand, unmet: 0 });
      if (!isMissing) {
        leftOut.observe({ minute, demand, unmet: 0 });
      }
    });
    expect(leftOut.state()).toEqual(unknown.state());
  });

  it('is not moved by a minute that comes again, or by a clock that goes back', () => {
    const forecast = new CapacityForecast(SETTINGS);
    rhythm(1, 8).forEach((demand, minute) => {
      forecast.observe({ minute, demand, unmet: 0 });
    });
    const before = forecast.state();
    forecast.observe({ minute: DAY - 1, demand: 1000, unmet: 0 });
    forecast.observe({ minute: 3, demand: 1000, unmet: 0 });
    expect(forecast.state()).toEqual(before);
  });

  it('comes back after a month of silence with what it had, and not with more', () => {
    const forecast = new CapacityForecast(SETTINGS);
    rhythm(1, 9).forEach((demand, minute) => {
      forecast.observe({ minute, demand, unmet: 0 });
    });
    const { order } = forecast.need();
    forecast.observe({ minute: 30 * DAY, demand: undefined, unmet: 0 });
    expect(forecast.need().order).toBeLessThanOrEqual(order + 1);
    expect(forecast.need().order).toBeGreaterThanOrEqual(1);
  });

  it('never needs less than the least, nor keeps less than it orders, and both are whole', () => {
    const demand = fc.oneof(fc.double({ min: 0, max: 1000, noNaN: true }), fc.constantFrom(0, 1e-9, 1e6));
    fc.assert(
      fc.property(fc.array(demand, { minLength: 1, maxLength: 200 }), (demands) => {
        for (const { order, keep } of needsOf(demands)) {
          expect(Number.isInteger(order) && order >= 1 && keep >= order).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('decides on a prefix as on the whole', () => {
    const demands = rhythm(2, 4);
    expect(needsOf(demands.slice(0, 2000))).toEqual(needsOf(demands).slice(0, 2000));
  });

  it('goes on from its state as if it had never stopped', () => {
    const demands = rhythm(2, 5);
    const whole = needsOf(demands);
    const first = new CapacityForecast(SETTINGS);
    demands.slice(0, 2000).forEach((demand, minute) => {
      first.observe({ minute, demand, unmet: 0 });
    });
    const second = new CapacityForecast(SETTINGS);
    second.restore(JSON.parse(JSON.stringify(first.state())));
    demands.slice(2000).forEach((demand, index) => {
      second.observe({ minute: 2000 + index, demand, unmet: 0 });
    });
    expect(second.need()).toEqual(whole.at(-1));
  });
});
