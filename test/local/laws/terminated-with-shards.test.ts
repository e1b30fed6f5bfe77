import { describe, expect, it } from 'vitest';
import { terminatedWithShards } from '../../../local/laws/terminated-with-shards';
import { call, FLEET, interval } from './law-fixtures';

const TERMINATION = call({
  nowMs: 10_000,
  operation: 'TerminateInstanceInAutoScalingGroup',
  params: { InstanceId: 'i-1', ShouldDecrementDesiredCapacity: true },
});
const NOTHING = { intervals: [], ownerChanges: [] };

describe('terminatedWithShards', () => {
  it('is 0 when the node accepts nothing and owns nothing', () => {
    expect(terminatedWithShards([TERMINATION], FLEET, NOTHING)).toEqual([]);
  });

  it('counts a node that accepts writes at that moment', () => {
    const intervals = [interval({ nodeId: 'i-1', startMs: 5_000, endMs: 10_001 })];

    expect(terminatedWithShards([TERMINATION], FLEET, { ...NOTHING, intervals })).toEqual([TERMINATION]);
  });

  it('does not count a node that stopped accepting just then', () => {
    const intervals = [interval({ nodeId: 'i-1', startMs: 5_000, endMs: 10_000 })];

    expect(terminatedWithShards([TERMINATION], FLEET, { ...NOTHING, intervals })).toEqual([]);
  });

  it('counts a node that the table names as owner at that moment', () => {
    const ownerChanges = [
      { atMs: 5_000, shardId: 's', owner: 'i-1', epoch: 1 },
      { atMs: 11_000, shardId: 's', owner: 'i-2', epoch: 2 },
    ];

    expect(terminatedWithShards([TERMINATION], FLEET, { ...NOTHING, ownerChanges })).toEqual([TERMINATION]);
  });

  it('does not count a node whose shards have left', () => {
    const ownerChanges = [
      { atMs: 5_000, shardId: 's', owner: 'i-1', epoch: 1 },
      { atMs: 9_000, shardId: 's', owner: 'i-2', epoch: 2 },
    ];

    expect(terminatedWithShards([TERMINATION], FLEET, { ...NOTHING, ownerChanges })).toEqual([]);
  });

  it('does not count a termination that AWS refused', () => {
    const intervals = [interval({ nodeId: 'i-1', startMs: 5_000, endMs: 20_000 })];

    expect(terminatedWithShards([{ ...TERMINATION, status: 400 }], FLEET, { ...NOTHING, intervals })).toEqual([]);
  });
});
