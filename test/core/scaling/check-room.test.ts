import { describe, expect, it } from 'vitest';
import { checkRoom } from '../../../core/scaling/check-room';
import { nodeOf } from './fleet-fixture';

const leaving = (shards: Readonly<Record<string, number>>) => [nodeOf({ id: 'victim', shards })];

describe('checkRoom', () => {
  it('fills no disk beyond 80 %, whatever the threshold', () => {
    const staying = [nodeOf({ id: 'n1', capacityBytes: 1000, usedBytes: 300 })];
    expect(checkRoom(leaving({ s1: 500 }), staying, 95)).toEqual({ fits: true });
    expect(checkRoom(leaving({ s1: 501 }), staying, 95)).toEqual({
      fits: false,
      shardId: 's1',
      bytes: 501,
      freeBytes: 500,
    });
  });

  it('fills no disk beyond the threshold of the policy', () => {
    const staying = [nodeOf({ id: 'n1', capacityBytes: 1000, usedBytes: 300 })];
    expect(checkRoom(leaving({ s1: 301 }), staying, 60)).toMatchObject({ fits: false, freeBytes: 300 });
  });

  it('spreads shards over the nodes that stay, the largest first', () => {
    const staying = ['n1', 'n2'].map((id) => nodeOf({ id, capacityBytes: 1000, usedBytes: 300 }));
    expect(checkRoom(leaving({ s1: 100, s2: 400, s3: 100, s4: 400 }), staying, undefined)).toEqual({ fits: true });
    expect(checkRoom(leaving({ s1: 101, s2: 400, s3: 100, s4: 400 }), staying, undefined).fits).toBe(false);
  });

  it('puts no two copies of a shard on one node', () => {
    const staying = [
      nodeOf({ id: 'n1', shards: { s1: 10 } }),
      nodeOf({ id: 'n2', capacityBytes: 1000, usedBytes: 795 }),
    ];
    expect(checkRoom(leaving({ s1: 10 }), staying, undefined)).toEqual({
      fits: false,
      shardId: 's1',
      bytes: 10,
      freeBytes: 5,
    });
  });

  it('finds no room on a node that has told nothing of itself', () => {
    const { heartbeat: _none, ...silent } = nodeOf({ id: 'n1' });
    expect(checkRoom(leaving({ s1: 1 }), [silent], undefined).fits).toBe(false);
    expect(checkRoom(leaving({}), [], undefined)).toEqual({ fits: true });
  });
});
