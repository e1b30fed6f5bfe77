import { describe, expect, it } from 'vitest';
import type { MinuteSample } from '../../../local/replay/minute-sample';
import { toPageData } from '../../../local/report/page-data';
import { madeUpHistory, sampleOf } from './report-fixtures';

describe('toPageData', () => {
  it('has one value a minute in each column', () => {
    const data = toPageData(madeUpHistory(90));

    expect(data.demand).toHaveLength(90);
    expect(data.readyNodes).toHaveLength(90);
    expect(data.minutes.at(-1)).toBe(89);
  });

  it('follows each node from its first minute', () => {
    const samples: readonly MinuteSample[] = [
      { ...sampleOf(0, 5), shardsByNode: { a: 64 } },
      { ...sampleOf(1, 5), shardsByNode: { a: 40, b: 24 } },
      { ...sampleOf(2, 5), shardsByNode: { b: 64 } },
    ];

    expect(toPageData({ ...madeUpHistory(3), samples }).nodes).toEqual([
      { id: 'a', firstMinute: 0, shards: [64, 40] },
      { id: 'b', firstMinute: 1, shards: [24, 64] },
    ]);
  });

  it('sums what was moved for balance from the first minute on', () => {
    const order = {
      controller: 'rebalancer' as const,
      kind: 'move',
      acts: true,
      reason: { code: 'rebalance', text: '' },
    };
    const decisions = [
      { ...order, atMs: -60_000, details: { bytes: 7e9, lowerBoundBytes: 7e9 } },
      { ...order, atMs: 60_000, details: { bytes: 2e9, lowerBoundBytes: 1e9 } },
      { ...order, atMs: 61_000, details: { bytes: 1e9, lowerBoundBytes: 5e8 } },
      { ...order, atMs: 180_000, details: { bytes: 1e9, lowerBoundBytes: 1e9 } },
    ];
    const data = toPageData({ ...madeUpHistory(4), decisions });

    expect(data.balanceGigabytes).toEqual([0, 3, 3, 4]);
    expect(data.leastGigabytes).toEqual([0, 1.5, 1.5, 2.5]);
    expect(data.maxOverMean).toEqual([1.12, 1.12, 1.12, 1.12]);
  });

  it('counts decisions’ minutes from the start of the trace', () => {
    const data = toPageData({ ...madeUpHistory(30), startMs: 10 * 60_000 });

    expect(data.decisions[0]?.firstMinute).toBe(-10);
  });
});
