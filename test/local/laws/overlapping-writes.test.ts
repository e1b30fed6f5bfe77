import { describe, expect, it } from 'vitest';
import { countOverlappingWrites } from '../../../local/laws/overlapping-writes';
import { interval } from './law-fixtures';

describe('countOverlappingWrites', () => {
  it('is 0 when one node starts as the other stops', () => {
    const handOver = [interval({ endMs: 100 }), interval({ nodeId: 'b', epoch: 2, startMs: 100, endMs: 200 })];

    expect(countOverlappingWrites(handOver)).toBe(0);
  });

  it('counts a node that starts before the other stopped', () => {
    const early = [interval({ endMs: 100 }), interval({ nodeId: 'b', epoch: 2, startMs: 99, endMs: 200 })];

    expect(countOverlappingWrites(early)).toBe(1);
  });

  it('counts a take-over before the lease of a crashed node ended', () => {
    const crashed = interval({ endMs: 50, possibleEndMs: 100 });

    expect(countOverlappingWrites([crashed, interval({ nodeId: 'b', epoch: 2, startMs: 80, endMs: 200 })])).toBe(1);
  });

  it('counts every interval that lies within a longer one', () => {
    const intervals = [
      interval({ endMs: 1000 }),
      interval({ nodeId: 'b', epoch: 2, startMs: 10, endMs: 20 }),
      interval({ nodeId: 'c', epoch: 3, startMs: 500, endMs: 600 }),
    ];

    expect(countOverlappingWrites(intervals)).toBe(2);
  });

  it('counts one node under two epochs', () => {
    expect(countOverlappingWrites([interval({}), interval({ epoch: 2, startMs: 50, endMs: 150 })])).toBe(1);
  });

  it('is 0 for different shards at the same time', () => {
    expect(countOverlappingWrites([interval({}), interval({ shardId: 'other', nodeId: 'b' })])).toBe(0);
  });
});
