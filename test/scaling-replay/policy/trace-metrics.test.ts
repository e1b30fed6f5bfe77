import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../scaling-replay/engine/metrics';
import { traceValues } from '../../../scaling-replay/policy/trace-metrics';

/** Returns the metrics of one minute that can be read. */
function minuteOf(demand: readonly number[], ready: readonly number[]): Metrics {
  const metrics = new Metrics(Float64Array.from(demand), Float64Array.from(ready), 0);
  metrics.beginStep(4);
  return metrics;
}

describe('traceValues', () => {
  it('shows what was served of what was ready, and the demand in its own values', () => {
    // GIVEN 4 units of demand, which 2 units cannot serve for half of the minute: 3 of 4 are served on the mean
    const metrics = minuteOf([4, 4, 4, 4], [2, 2, 6, 6]);
    expect(traceValues(metrics, 0, 50)).toEqual({ demand: 200, cpuPercent: 75, utilizationPercent: 75 });
  });

  it('never shows more than 100 %, as a real metric does not', () => {
    expect(traceValues(minuteOf([9, 9, 9, 9], [3, 3, 3, 3]), 0, 1).cpuPercent).toBe(100);
  });

  it('shows no use where nothing is ready', () => {
    expect(traceValues(minuteOf([9, 9, 9, 9], [0, 0, 0, 0]), 0, 1)).toEqual({ demand: 9 });
  });
});
