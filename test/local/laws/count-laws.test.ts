import { describe, expect, it } from 'vitest';
import { countLaws, type LawEvidence } from '../../../local/laws/count-laws';
import { WriteRecord } from '../../../local/laws/write-record';
import { call, FLEET } from './law-fixtures';

const MINUTE = 60_000;

function evidence(record: WriteRecord, overrides: Partial<LawEvidence> = {}): LawEvidence {
  return {
    calls: [],
    record,
    fleet: FLEET,
    shardIds: ['s'],
    tickTimesMs: [0, MINUTE, 2 * MINUTE, 3 * MINUTE, 4 * MINUTE],
    scalingChanges: [],
    allowance: { leaseMs: 45_000, tickMs: MINUTE, transferMs: 0 },
    demandAt: () => 1,
    byteFaults: [],
    ...overrides,
  };
}

function servedBy(nodeId: string): WriteRecord {
  const record = new WriteRecord();
  record.append({ kind: 'ready', atMs: 0, nodeId });
  record.append({ kind: 'open', atMs: 0, nodeId, shardId: 's', epoch: 1, validUntilMs: 10 * MINUTE });
  return record;
}

describe('countLaws', () => {
  it('is 0 throughout for a shard served by one node', () => {
    expect(countLaws(evidence(servedBy('i-1')))).toEqual({
      overlappingWriteIntervals: 0,
      ownerlessShardTicks: 0,
      foreignDesiredWrites: 0,
      terminatedWithShards: 0,
      flaps: 0,
      lostWrites: 0,
    });
  });

  it('counts each law that was broken', () => {
    const record = servedBy('i-1');
    record.append({ kind: 'open', atMs: 1, nodeId: 'i-2', shardId: 's', epoch: 2, validUntilMs: 10 * MINUTE });
    const params = { InstanceId: 'i-1', ShouldDecrementDesiredCapacity: true };
    const termination = call({ operation: 'TerminateInstanceInAutoScalingGroup', params });

    const laws = countLaws(
      evidence(record, {
        calls: [termination, { ...termination, caller: 'cdk' }],
        shardIds: ['s', 'forgotten'],
        scalingChanges: [
          { atMs: 0, direction: 'out' },
          { atMs: MINUTE, direction: 'in' },
        ],
      }),
    );

    expect(laws).toEqual({
      overlappingWriteIntervals: 1,
      ownerlessShardTicks: 3,
      foreignDesiredWrites: 1,
      terminatedWithShards: 1,
      flaps: 1,
      lostWrites: 0,
    });
  });

  it('does not count ownerless ticks once parking began', () => {
    const fleet = { ...FLEET, park: { ...FLEET.park, startMs: 2 * MINUTE } };
    const record = new WriteRecord();
    record.append({ kind: 'ready', atMs: 0, nodeId: 'i-1' });

    expect(countLaws(evidence(record, { fleet })).ownerlessShardTicks).toBe(0);
  });
});
