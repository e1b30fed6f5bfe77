import { describe, expect, it } from 'vitest';
import { countOwnerlessTicks } from '../../../local/laws/ownerless-shards';
import type { WriteInterval } from '../../../local/laws/write-intervals';
import { interval } from './law-fixtures';

/** Allowed: 45 s + 60 s + 30 s = 135 s. */
const ALLOWANCE = { leaseMs: 45_000, tickMs: 60_000, transferMs: 30_000 };
const TICKS = Array.from({ length: 10 }, (_, index) => index * 60_000);

function count(intervals: readonly WriteInterval[], shardIds = ['s']): number {
  return countOwnerlessTicks({ shardIds, intervals, tickTimesMs: TICKS, firstReadyMs: 0, allowance: ALLOWANCE });
}

describe('countOwnerlessTicks', () => {
  it('is 0 when a shard is served throughout', () => {
    expect(count([interval({ endMs: 600_000 })])).toBe(0);
  });

  it('is 0 for a gap within lease, tick and transfer', () => {
    // Lost 135 s before the tick at 240 s.
    const intervals = [interval({ endMs: 105_000 }), interval({ nodeId: 'b', startMs: 241_000, endMs: 600_000 })];

    expect(count(intervals)).toBe(0);
  });

  it('counts each tick beyond the allowance', () => {
    // Lost at 60 s, allowed until 195 s: the ticks at 240 and 300 s are late.
    const intervals = [interval({ endMs: 60_000 }), interval({ nodeId: 'b', startMs: 310_000, endMs: 600_000 })];

    expect(count(intervals)).toBe(2);
  });

  it('counts from the first ready node for a shard that was never served', () => {
    expect(count([])).toBe(7);
  });

  it('sums over shards', () => {
    expect(count([], ['s', 't'])).toBe(14);
  });

  it('is not reset by an interval shorter than a tick that ended before it', () => {
    const intervals = [
      interval({ endMs: 60_000 }),
      interval({ nodeId: 'b', startMs: 61_000, endMs: 62_000 }),
      interval({ nodeId: 'c', startMs: 500_000, endMs: 600_000 }),
    ];

    expect(count(intervals)).toBe(5);
  });
});
