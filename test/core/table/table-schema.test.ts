import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Heartbeat, NodeControl } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { MOVE_STATES } from '../../../core/move/move';
import { parseNodeItems } from '../../../core/table/parse-nodes';
import { parseShardItem } from '../../../core/table/parse-shard';
import { parseSwitches } from '../../../core/table/parse-switches';
import {
  controlKey,
  controllerKey,
  decisionPartition,
  followKey,
  heartbeatKey,
  memoryKey,
  parseFollowItem,
  shardKey,
  toFollowItem,
  toShardItem,
} from '../../../core/table/table-schema';

const nodeId = fc.constantFrom('i-1', 'i-2', 'i-3');
const anyShard: fc.Arbitrary<Shard> = fc.record(
  {
    id: fc.constantFrom('shard-00000', 'shard-00001'),
    owner: fc.option(nodeId),
    ownerIncarnation: nodeId,
    followers: fc.array(nodeId),
    epoch: fc.nat(),
    move: fc.record(
      {
        id: fc.string(),
        from: fc.option(nodeId),
        to: fc.option(nodeId),
        toIncarnation: nodeId,
        state: fc.constantFrom(...MOVE_STATES),
        reason: fc.constantFrom('rebalance' as const, 'take-over' as const),
        startedAtMs: fc.nat(),
        actor: fc.option(nodeId),
      },
      { requiredKeys: ['id', 'from', 'to', 'state', 'reason', 'startedAtMs', 'actor'] },
    ),
  },
  { requiredKeys: ['id', 'owner', 'followers', 'epoch'] },
);

describe('a shard’s row', () => {
  it('gives back any shard', () => {
    fc.assert(
      fc.property(anyShard, (shard) => {
        expect(parseShardItem(toShardItem(shard))).toEqual(shard);
      }),
    );
  });

  it('holds no null or empty index key, which DynamoDB would refuse', () => {
    fc.assert(
      fc.property(anyShard, (shard) => {
        const item = toShardItem(shard);
        expect(Object.entries(item).filter(([key, value]) => ['owner', 'actor'].includes(key) && !value)).toEqual([]);
        expect(item.actor).toBe(shard.move?.actor ?? undefined);
      }),
    );
  });

  it('of before incarnations were kept reads as one without', () => {
    const row = { pk: 'SHARD', sk: 's', owner: 'i-1', followers: [], epoch: 1 };
    expect(parseShardItem(row)).toEqual({ id: 's', owner: 'i-1', followers: [], epoch: 1 });
    expect(parseShardItem({ ...row, ownerIncarnation: null })).toEqual(parseShardItem(row));
  });

  it('without a list of followers has none', () => {
    const row = { pk: 'SHARD', sk: 's', owner: 'i-1', epoch: 1 };
    expect(parseShardItem(row).followers).toEqual([]);
  });

  it('of which something cannot be read says what, and keeps the rest but for its move', () => {
    const move = {
      id: 'm',
      from: 'i-1',
      to: 'i-2',
      state: 'copying',
      reason: 'rebalance',
      startedAtMs: 0,
      actor: 'i-2',
    };
    const row = { pk: 'SHARD', sk: 's', owner: 'i-1', followers: ['i-3'], epoch: 'one', move } as never;
    expect(parseShardItem(row)).toEqual({
      id: 's',
      owner: 'i-1',
      followers: ['i-3'],
      epoch: 0,
      unreadable: ['epoch'],
    });
  });
});

describe('the item of a follower', () => {
  const follow = { shardId: 'shard-00007', nodeId: 'i-1' };

  it('gives back what it was made from, and is found by its node', () => {
    const item = toFollowItem(follow);
    expect(parseFollowItem(item)).toEqual(follow);
    expect(item).toEqual({ pk: 'FOLLOW', sk: 'FOLLOW#shard-00007#i-1', actor: 'i-1' });
  });

  it.each(['shard-00007', 'FOLLOW#shard-00007', 'FOLLOW##i-1', 'FOLLOW#a#b#c'])('is no follower’s for %s', (sk) => {
    expect(parseFollowItem({ sk })).toBeUndefined();
  });

  it('has a key of its own in the index that it shares with moves', () => {
    expect(followKey(follow).sk.startsWith('shard-')).toBe(false);
    expect(shardKey(follow.shardId).sk.startsWith('shard-')).toBe(true);
  });
});

describe('the switches', () => {
  it('are off where nothing is written', () => {
    expect(parseSwitches(undefined)).toEqual({ halted: false, parked: false });
  });

  const roll = { nodes: ['a'], maxUnavailable: 2, startedAtMs: 1 };
  it.each([
    ['parked', 'yes'],
    ['halted', 1],
    ['roll', true],
    ['roll', { ...roll, nodes: 'a' }],
    ['roll', { ...roll, maxUnavailable: undefined }],
    ['roll', { ...roll, maxUnavailable: 0 }],
    ['roll', { ...roll, startedAtMs: 'now' }],
  ])('say so where nobody can read them, and are off: %s is %j', (name, value) => {
    expect(parseSwitches({ [name]: value })).toEqual({ halted: false, parked: false, unreadable: [name] });
  });

  it('give back what was thrown', () => {
    expect(parseSwitches({ parked: true, roll })).toEqual({ halted: false, parked: true, roll });
  });
});

describe('the nodes’ items', () => {
  const control: NodeControl = { nodeId: 'i-1', duty: 'draining', cause: 'operator', sinceMs: 7 };
  const heartbeat: Heartbeat = {
    nodeId: 'i-1',
    incarnation: 'x',
    counter: 3,
    fenced: false,
    zone: 'z',
    address: 'h:1',
    capacityBytes: 9,
    usedBytes: 1,
    metrics: { cpuPercent: 5 },
    shards: { s: { bytes: 1, load: 0.5 } },
  };

  it('are told apart in any order, without their keys', () => {
    const items = [
      { ...controlKey('i-1'), ...control },
      { ...heartbeatKey('i-1'), ...heartbeat },
    ];
    for (const order of [items, [...items].reverse()]) {
      const { heartbeats, controls } = parseNodeItems(order);
      expect([...heartbeats]).toEqual([['i-1', heartbeat]]);
      expect([...controls]).toEqual([['i-1', control]]);
    }
  });

  it.each([
    ['cause', { ...control, cause: 'tidy' }, { ...control, cause: 'operator' }],
    ['cause', { ...control, cause: undefined }, { ...control, cause: 'operator' }],
    ['duty', { ...control, duty: 'drain' }, { ...control, duty: 'active' }],
  ])('make a fault of the node of a word whose %s nobody can read, and end no node by it', (name, word, meant) => {
    const items = [{ ...controlKey('i-1'), ...word } as never, { ...heartbeatKey('i-1'), ...heartbeat }];
    const { heartbeats, controls } = parseNodeItems(items);
    expect(controls.get('i-1')).toEqual(meant);
    const message = `nobody can read of its item i-1#CONTROL: ${name}`;
    expect(heartbeats.get('i-1')?.faults).toEqual([{ code: 'UnreadableControlError', message }]);
  });

  it('say no fault of a word that only says to serve', () => {
    const items = [{ ...controlKey('i-1'), duty: 'active' } as never, { ...heartbeatKey('i-1'), ...heartbeat }];
    expect(parseNodeItems(items).heartbeats.get('i-1')).toEqual(heartbeat);
  });

  it('of an unknown kind are passed over', () => {
    const { heartbeats, controls } = parseNodeItems([{ ...control, pk: 'NODE', sk: 'i-1#LATER' }]);
    expect([heartbeats.size, controls.size]).toEqual([0, 0]);
  });
});

it('keeps what differs under keys that differ', () => {
  const keys = [
    heartbeatKey('n'),
    controlKey('n'),
    controllerKey('scaler'),
    controllerKey('rebalancer'),
    memoryKey('scaler'),
  ];
  expect(new Set(keys.map(({ pk, sk }) => `${pk} ${sk}`)).size).toBe(keys.length);
  expect(decisionPartition('scaler')).not.toBe(decisionPartition('lifecycle'));
});
