import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CapacityForecast } from '../../../core/forecast/capacity-forecast';
import type { Conditions } from '../../../scaling-replay/engine/conditions';
import { replay } from '../../../scaling-replay/engine/replay';
import { forecastPolicy } from '../../../scaling-replay/forecast-policy';

const HOURS = 2;
const STEPS = 240 * HOURS;
const MINUTE_METRICS = { metricDelaySeconds: 60 } as const;
const FINE_METRICS = { metricDelaySeconds: 20, metricPeriodSeconds: 20 } as const;
type Metrics = Pick<Conditions, 'metricDelaySeconds' | 'metricPeriodSeconds'>;

function conditionsOf(demand: Float64Array, metrics: Metrics, startUpSeconds = 75): Conditions {
  return { demand, startUpSeconds, leastUnits: 1, ...metrics };
}

/** Seconds from a step of the load, at any step of a minute, to the first order. */
function firstAction(units: number, stepAt: number, metrics: Metrics, startUpSeconds: number): number {
  const demand = Float64Array.from({ length: STEPS }, (_, step) => (step < stepAt ? units : 2 * units));
  const conditions = conditionsOf(demand, metrics, startUpSeconds);
  const { desired } = replay(conditions, forecastPolicy(conditions, 0.001));
  const acted = desired.findIndex((ordered, step) => step >= stepAt && ordered > (desired[stepAt - 1] ?? 0));
  return acted === -1 ? Number.POSITIVE_INFINITY : (acted - stepAt) * 15;
}

function forecastOf(demands: readonly number[]): CapacityForecast {
  const forecast = new CapacityForecast({ startUpSeconds: 75, metricDelaySeconds: 20, maxUnmet: 0.001, leastUnits: 1 });
  demands.forEach((demand, minute) => {
    forecast.observe({ minute, demand, unmet: 0 });
  });
  return forecast;
}

describe('the first order after the load doubles', () => {
  const units = fc.integer({ min: 1, max: 1000 });
  const stepAt = fc.integer({ min: 240, max: 243 });
  const startUp = fc.constantFrom(75, 180, 420);

  it('comes within 135 s with metrics of minutes that are 60 s late', () => {
    fc.assert(
      fc.property(units, stepAt, startUp, (size, at, seconds) => {
        expect(firstAction(size, at, MINUTE_METRICS, seconds)).toBeLessThanOrEqual(135);
      }),
      { numRuns: 60 },
    );
  });

  it('comes within 60 s with metrics of 20 s that are 20 s late', () => {
    fc.assert(
      fc.property(units, stepAt, startUp, (size, at, seconds) => {
        expect(firstAction(size, at, FINE_METRICS, seconds)).toBeLessThanOrEqual(60);
      }),
      { numRuns: 60 },
    );
  });
});

describe('glimpse', () => {
  const forecast = forecastOf(Array.from({ length: 600 }, (_, minute) => 10 + (minute % 3)));

  it('only ever raises the order, and learns nothing', () => {
    const need = forecast.need();
    const before = JSON.stringify(forecast.state());
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (demand) => {
        const seen = forecast.glimpse(demand, 0);
        expect(seen.order).toBeGreaterThanOrEqual(need.order);
        expect(seen.keep).toBeGreaterThanOrEqual(seen.order);
        expect(demand <= need.order || seen.order >= demand).toBe(true);
      }),
    );
    expect(JSON.stringify(forecast.state())).toBe(before);
  });

  it('keeps the margin of the forecast above what was seen', () => {
    const { keep, expected } = forecast.need();
    expect(forecast.glimpse(24, 20).order).toBe(Math.ceil(24 + keep - expected));
  });

  it.each([undefined, Number.NaN, -1, Number.POSITIVE_INFINITY])('is not moved by %s', (demand) => {
    expect(forecast.glimpse(demand, 0)).toEqual(forecast.need());
  });
});

describe('a replay with metrics of 20 s', () => {
  it('orders nothing while nothing is asked, and nothing was at that time of the days before', () => {
    // GIVEN 20 minutes in which three units are asked, each four hours of two days
    const demand = Float64Array.from({ length: 2 * 5760 }, (_, step) => (step % 960 < 80 ? 3 : 0));
    const conditions = { ...conditionsOf(demand, FINE_METRICS), leastUnits: 0 };
    const { desired } = replay(conditions, forecastPolicy(conditions, 0.001));
    const orders = [...desired.keys()].filter((step) => (desired[step] ?? 0) > (desired[step - 1] ?? 0));
    expect(orders.filter((step) => step % 960 > 240 && step % 960 < 800)).toEqual([]);
  });

  it.each([
    ['two units, but for noise', (minute: number) => 1.8 + 0.4 * Math.abs((43_758 * Math.sin(minute)) % 1)],
    ['whole units that change seldom', (minute: number) => Math.round(5 + 2.5 * Math.sin(minute / 200))],
  ])('acts about as often as one with metrics of minutes, on %s', (_, demandAt) => {
    const demand = Float64Array.from({ length: 2 * 5760 }, (_minute, step) => demandAt(Math.floor(step / 4)));
    const actionsWith = (metrics: Metrics) => {
      const conditions = conditionsOf(demand, metrics);
      return replay(conditions, forecastPolicy(conditions, 0.001)).actions;
    };
    expect(actionsWith(FINE_METRICS)).toBeLessThanOrEqual(1.2 * actionsWith(MINUTE_METRICS));
  });
});

describe('a replay with metrics of minutes', () => {
  it('decides as before when a value inside the delay is another', () => {
    const demand = Float64Array.from({ length: STEPS }, (_, step) => 10 + 3 * Math.sin(step / 30));
    const conditions = conditionsOf(demand, MINUTE_METRICS);
    const { desired } = replay(conditions, forecastPolicy(conditions, 0.001));
    fc.assert(
      fc.property(fc.integer({ min: 8, max: STEPS - 1 }), (changedStep) => {
        const changed = conditionsOf(
          demand.map((value, step) => (step === changedStep ? 5 * value : value)),
          MINUTE_METRICS,
        );
        const decided = replay(changed, forecastPolicy(changed, 0.001)).desired;
        // The minute that the step lies in can be read 60 s after its end.
        const readableAt = (Math.floor(changedStep / 4) + 2) * 4;
        expect([...decided.slice(0, readableAt)]).toEqual([...desired.slice(0, readableAt)]);
      }),
      { numRuns: 30 },
    );
  });
});
