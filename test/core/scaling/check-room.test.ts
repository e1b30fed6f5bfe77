import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { checkRoom } from '../../../core/scaling/check-room';
import { nodeOf, policyOf } from './fleet-fixture';

/** What the check says of a fleet without the node named `victim`. */
function check(nodes: readonly FleetNode[], shards?: readonly Shard[], diskPercent?: number) {
  const policy = policyOf({ thresholds: diskPercent === undefined ? {} : { diskPercent }, replicas: 2 });
  return checkRoom({ nodes, leaving: ['victim'], shards, policy });
}

function victim(shards: Readonly<Record<string, number>>): FleetNode {
  return nodeOf({ id: 'victim', shards });
}

/** A node whose shards have these loads, in units of a node, and ten bytes each. */
function loaded(id: string, loads: Readonly<Record<string, number>>): FleetNode {
  const node = nodeOf({ id, shards: {} });
  const shards = Object.fromEntries(Object.entries(loads).map(([shard, load]) => [shard, { bytes: 10, load }]));
  return node.heartbeat ? { ...node, heartbeat: { ...node.heartbeat, shards } } : node;
}

function row(id: string, owner: string, changes: Partial<Shard> = {}): Shard {
  return { id, owner, followers: [], epoch: 1, ...changes };
}

describe('checkRoom of disks', () => {
  it('fills none beyond 80 %, whatever the threshold', () => {
    const other = nodeOf({ id: 'n1', capacityBytes: 1000, usedBytes: 300 });
    expect(check([victim({ s1: 500 }), other], undefined, 95)).toEqual({ fits: true });
    expect(check([victim({ s1: 501 }), other], undefined, 95)).toEqual({
      fits: false,
      lack: 'disk',
      text: 'shard s1 (501 bytes) fits on no other node below 80 % of its disk',
    });
  });

  it('fills none beyond the threshold of the policy', () => {
    const other = nodeOf({ id: 'n1', capacityBytes: 1000, usedBytes: 300 });
    expect(check([victim({ s1: 300 }), other], undefined, 60)).toEqual({ fits: true });
    expect(check([victim({ s1: 301 }), other], undefined, 60)).toMatchObject({ lack: 'disk' });
  });

  it('spreads shards over the nodes that stay, and names the largest one without a place', () => {
    const others = ['n1', 'n2'].map((id) => nodeOf({ id, capacityBytes: 1000, usedBytes: 300 }));
    expect(check([victim({ s1: 100, s2: 400, s3: 100, s4: 400 }), ...others])).toEqual({ fits: true });
    const tooMuch = check([victim({ s1: 101, s2: 400, s3: 101, s4: 400 }), ...others]);
    expect(tooMuch).toMatchObject({ text: expect.stringContaining('shard s1 (101 bytes)') });
    expect(tooMuch).toMatchObject({ text: expect.stringContaining('nor do 1 more') });
  });

  it('counts what nodes that drain already need', () => {
    const draining = nodeOf({ id: 'n0', state: 'draining', shards: { s2: 400 } });
    const other = nodeOf({ id: 'n1', capacityBytes: 1000, usedBytes: 0 });
    expect(check([victim({ s1: 400 }), draining, other])).toEqual({ fits: true });
    expect(check([victim({ s1: 401 }), draining, other])).toMatchObject({ lack: 'disk' });
  });

  it('counts moves in flight as done: room is where they leave, and not where they go', () => {
    const nodes = [victim({ s1: 600 }), nodeOf({ id: 'n1' }), nodeOf({ id: 'n2', shards: { s2: 300 } })];
    const move = { id: 'm', from: 'n2', to: 'n1', state: 'copying', reason: 'rebalance', startedAtMs: 0 } as const;
    const moving = row('s2', 'n2', { move: { ...move, actor: 'n1' } });
    expect(check(nodes, [row('s1', 'victim'), moving])).toEqual({ fits: true });
    const alone = nodes.slice(0, 2);
    expect(check(alone, [row('s1', 'victim')])).toEqual({ fits: true });
    expect(check(alone, [row('s1', 'victim'), { ...moving, owner: 'victim' }])).toMatchObject({ lack: 'disk' });
  });

  it('counts what a move has copied so far once', () => {
    const target = nodeOf({ id: 'n1', usedBytes: 300 });
    const nodes = [victim({ s1: 500 }), target, nodeOf({ id: 'n2', capacityBytes: 300, shards: { s2: 300 } })];
    const move = { id: 'm', from: 'n2', to: 'n1', state: 'copying', reason: 'rebalance', startedAtMs: 0 } as const;
    const rows = [row('s1', 'victim'), row('s2', 'n2', { move: { ...move, actor: 'n1' } })];
    expect(check(nodes, rows)).toEqual({ fits: true });
  });

  it('leaves a shard whose move was cancelled where it is', () => {
    const owner = nodeOf({ id: 'n2', capacityBytes: 375, shards: { s2: 300 } });
    const move = { id: 'm', from: 'n2', to: 'n1', state: 'cancelled', reason: 'rebalance', startedAtMs: 0 } as const;
    const rows = [row('s1', 'victim'), row('s2', 'n2', { move: { ...move, actor: 'n2' } })];
    expect(check([victim({ s1: 600 }), nodeOf({ id: 'n1' }), owner], rows)).toEqual({ fits: true });
  });

  it('finds another place for the copies that followers on the leaving node have', () => {
    const nodes = [victim({}), nodeOf({ id: 'n1', shards: { s1: 600 } }), nodeOf({ id: 'n2', usedBytes: 300 })];
    expect(check(nodes, [row('s1', 'n1', { followers: ['victim'] })])).toEqual({
      fits: false,
      lack: 'disk',
      text: 'the copy of s1 on victim (600 bytes) fits on no other node below 80 % of its disk',
    });
  });

  it('counts the copy of a follower that drains once: its successor has its place already', () => {
    const draining = nodeOf({ id: 'n0', state: 'draining', usedBytes: 500 });
    const rows = [row('s1', 'n1', { followers: ['n2', 'n0'] }), row('s2', 'victim')];
    const nodes = [
      victim({ s2: 200 }),
      draining,
      nodeOf({ id: 'n1', shards: { s1: 500 } }),
      nodeOf({ id: 'n2', usedBytes: 500 }),
    ];
    expect(check(nodes, rows)).toEqual({ fits: true });
    expect(check(nodes, [row('s1', 'n1', { followers: ['n0'] }), row('s2', 'victim')])).toMatchObject({ lack: 'disk' });
  });

  it('counts shards that nodes serve although no row lists them', () => {
    const nodes = [victim({ s1: 500 }), nodeOf({ id: 'n1', usedBytes: 400 })];
    expect(check(nodes, [])).toMatchObject({ lack: 'disk' });
  });

  it('finds no room on a node that has told nothing of itself, or that refuses shards', () => {
    const { heartbeat: _none, ...silent } = nodeOf({ id: 'n1' });
    expect(check([victim({ s1: 1 }), silent]).fits).toBe(false);
    const node = nodeOf({ id: 'n1' });
    const refusing = { ...node, ...(node.heartbeat ? { heartbeat: { ...node.heartbeat, refuses: 'full' } } : {}) };
    expect(check([victim({ s1: 1 }), refusing]).fits).toBe(false);
  });

  it('has nothing against an empty node, and all against the last one', () => {
    expect(check([victim({})])).toEqual({ fits: true });
    expect(check([victim({ s1: 1 })])).toEqual({ fits: false, lack: 'disk', text: 'no other node takes shards' });
  });
});

describe('checkRoom of load', () => {
  it('lets no node get more than it can serve', () => {
    const others = [loaded('n1', { s1: 0.7 }), loaded('n2', { s2: 0.7 })];
    expect(check([loaded('victim', { s3: 0.2, s4: 0.2 }), ...others])).toEqual({ fits: true });
    expect(check([loaded('victim', { s3: 0.4 }), ...others])).toEqual({
      fits: false,
      lack: 'load',
      text: 'the busiest node would carry 1.10 of what a node can serve, at a mean of 0.90',
    });
  });

  it('counts other moves that make room: 0.4 fits beside 0.6 once 0.3 has gone to the other node', () => {
    const others = [loaded('n1', { s1: 0.6, s2: 0.3 }), loaded('n2', { s3: 0.6 })];
    expect(check([loaded('victim', { s4: 0.4 }), ...others])).toEqual({ fits: true });
  });

  it('counts what makes room for a shard that came: 0.8 fits where 0.3 leaves for the node with 0.7', () => {
    const others = [loaded('n1', { s1: 0.7 }), loaded('n2', { s2: 0.3 })];
    expect(check([loaded('victim', { s3: 0.8 }), ...others])).toEqual({ fits: true });
  });

  it('leaves a node to a shard that is heavier than the mean', () => {
    const others = [loaded('n1', { s1: 0.5 }), loaded('n2', { s2: 0.4, s3: 0.1 }), loaded('n3', { s4: 0.1, s5: 0.3 })];
    expect(check([loaded('victim', { s6: 0.8 }), ...others])).toEqual({ fits: true });
  });

  it('does not hold against the victim what is too much already', () => {
    const others = [loaded('n1', { s1: 1.4 }), loaded('n2', { s2: 0.3 })];
    expect(check([loaded('victim', { s3: 0.2 }), ...others])).toEqual({ fits: true });
  });

  it('does not judge by loads that cannot be in units of a node', () => {
    const others = [loaded('n1', { s1: 70 }), loaded('n2', { s2: 70 })];
    expect(check([loaded('victim', { s3: 50 }), ...others])).toEqual({ fits: true });
  });
});

describe('checkRoom of shards whose service measures no load', () => {
  it('judges by their disks alone, however many there are on a node', () => {
    for (const shardsOfNode of [1, 15, 20, 25]) {
      const idle = (id: string) =>
        loaded(id, Object.fromEntries(Array.from({ length: shardsOfNode }, (_, index) => [`${id}-${index}`, 0])));
      expect(check([idle('victim'), idle('n1'), idle('n2')])).toEqual({ fits: true });
    }
  });
});

describe('checkRoom of any fleet', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 });

  it('THEN what it lets go fits below the limits of the disks together, in any order of nodes', () => {
    fc.assert(
      fc.property(sizes, fc.array(sizes, { minLength: 1, maxLength: 4 }), (leaving, staying) => {
        const shardsOf = (owner: string, list: readonly number[]) =>
          Object.fromEntries(list.map((bytes, index) => [`${owner}-${index}`, bytes]));
        const others = staying.map((list, index) => nodeOf({ id: `n${index}`, shards: shardsOf(`n${index}`, list) }));
        const nodes = [victim(shardsOf('v', leaving)), ...others];
        const result = check(nodes);
        expect(check([...nodes].reverse())).toEqual(result);
        const sum = (list: readonly number[]) => list.reduce((total, bytes) => total + bytes, 0);
        const free = sum(staying.map((list) => Math.max(0, 800 - sum(list))));
        expect(result.fits && sum(leaving) > free).toBe(false);
      }),
    );
  });
});
