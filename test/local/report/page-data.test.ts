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

  it('counts decisions’ minutes from the start of the trace', () => {
    const data = toPageData({ ...madeUpHistory(30), startMs: 10 * 60_000 });

    expect(data.decisions[0]?.firstMinute).toBe(-10);
  });
});
