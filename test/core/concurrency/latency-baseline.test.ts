import { describe, expect, it } from 'vitest';
import { judgeLatency, type LatencyBaseline } from '../../../core/concurrency/latency-baseline';

function baselineAfter(latencies: readonly number[], start?: LatencyBaseline): LatencyBaseline | undefined {
  return latencies.reduce<LatencyBaseline | undefined>((known, ms) => judgeLatency(known, ms).baseline, start);
}

const times = (count: number, latencyMs: number) => Array<number>(count).fill(latencyMs);
const AT_100: LatencyBaseline = { usualMs: 100, sumMs: 0, pieces: 0 };

describe('the usual latency', () => {
  it('is not known before 16 pieces, and then is their mean', () => {
    expect(baselineAfter(times(15, 100))?.usualMs).toBeUndefined();
    expect(baselineAfter([...times(8, 100), ...times(8, 200)])).toEqual({ usualMs: 150, sumMs: 0, pieces: 0 });
  });

  it('falls to the mean of 16 faster ones, and not to a single one', () => {
    expect(baselineAfter(times(16, 40), AT_100)?.usualMs).toBe(40);
    expect(baselineAfter([4, ...times(15, 100)], AT_100)?.usualMs).toBe(94);
  });

  it('never rises', () => {
    expect(baselineAfter(times(1000, 190), AT_100)?.usualMs).toBe(100);
  });

  it('is exceeded by far from twice itself on', () => {
    expect(judgeLatency(undefined, 1e6).isSlow).toBe(false);
    expect(judgeLatency(AT_100, 200).isSlow).toBe(false);
    expect(judgeLatency(AT_100, 201).isSlow).toBe(true);
  });
});
