import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../scaling-replay/engine/metrics';

/** Demand of 15 s each: 1, 2, 3, … */
const DEMAND = Float64Array.from({ length: 40 }, (_, step) => step + 1);

function metricsAt(step: number): Metrics {
  const metrics = new Metrics(DEMAND, new Float64Array(DEMAND.length), 4);
  metrics.beginStep(step);
  return metrics;
}

describe('earlyDemand', () => {
  it('is the mean of the newest 20 s that can be read, weighed by time', () => {
    // At 90 s with a delay of 20 s: from 40 s to 60 s, 5 s at 3 and 15 s at 4.
    expect(metricsAt(6).earlyDemand(20, 20)).toBe((5 * 3 + 15 * 4) / 20);
  });

  it('never reads what cannot be known yet', () => {
    const changed = DEMAND.map((value, step) => (step >= 4 ? 1000 : value));
    const metrics = new Metrics(changed, new Float64Array(changed.length), 4);
    metrics.beginStep(6);
    expect(metrics.earlyDemand(20, 20)).toBe(metricsAt(6).earlyDemand(20, 20));
  });

  it('is nothing before the first part, and when the minute can be read in whole', () => {
    expect(metricsAt(2).earlyDemand(20, 20)).toBeUndefined();
    // With the delay of the whole minute nothing is earlier.
    expect(metricsAt(8).earlyDemand(60, 60)).toBeUndefined();
  });
});
