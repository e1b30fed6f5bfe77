import { describe, expect, it } from 'vitest';
import { node, plan, reporting, shards } from './fixtures';
import { afterFollows, fleet, IDS, replicas, STAT, ZONE_OF } from './follow-fixtures';

function followed(count: number) {
  const rows = shards(60, IDS);
  return afterFollows(rows, [], plan(fleet(rows), rows, replicas(count)).follows);
}

describe('GIVEN followers that nobody should change', () => {
  it('THEN those of a dead owner stay while no node can take over: one of them will', () => {
    const rows = shards(1, ['n1']).map((row) => ({ ...row, followers: ['n2'] }));
    const nodes = [node('n1', { fenced: true }), node('n2', { state: 'draining' })];
    const items = rows.map(({ id }) => ({ shardId: id, nodeId: 'n2' }));
    expect(plan(nodes, rows, { ...replicas(2), follows: items })).toMatchObject({ orders: [], follows: [] });
  });

  it('THEN an item that was left behind goes although no follower is wanted', () => {
    const rows = shards(1, ['n1']);
    const items = rows.map(({ id }) => ({ shardId: id, nodeId: 'n2' }));
    const { follows } = plan(fleet(rows), rows, { ...replicas(1), follows: items });
    expect(follows).toMatchObject([{ followers: [], leavers: ['n2'] }]);
  });
});

describe('GIVEN shards with two followers wanted', () => {
  const { rows, items } = followed(3);

  it('THEN each gets two on distinct nodes in zones of their own', () => {
    for (const { owner, followers } of rows) {
      const zones = [owner ?? '', ...followers].map((id) => ZONE_OF[id]);
      expect(new Set(zones).size).toBe(3);
    }
  });

  it('THEN the copies are spread evenly: each node holds its share of 20, give or take one', () => {
    const counts = IDS.map((id) => rows.filter((row) => row.followers.includes(id)).length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(21);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(19);
  });

  it('THEN the next tick has nothing to do', () => {
    expect(plan(fleet(rows), rows, { ...replicas(3), follows: items }).follows).toEqual([]);
  });

  it.each([
    ['died', { n2: { fenced: true } }],
    ['drains', { n2: { state: 'draining' } }],
  ] as const)('THEN one that %s is replaced, and the others stay in their order', (_case, sketches) => {
    const elsewhere = rows.filter((row) => row.owner !== 'n2');
    const { follows } = plan(fleet(elsewhere, sketches), elsewhere, { ...replicas(3), follows: items });
    expect(follows.map(({ shard }) => shard.id)).toEqual(
      elsewhere.filter((row) => row.followers.includes('n2')).map((row) => row.id),
    );
    for (const { shard, followers, leavers } of follows) {
      expect(leavers).toEqual(['n2']);
      expect(followers[0]).toBe(shard.followers.find((id) => id !== 'n2'));
      expect(new Set([shard.owner, ...followers]).size).toBe(3);
    }
  });

  it('THEN one that drains follows on beside its successor, which comes last, until all of its own are on their way', () => {
    const busy = { n2: { state: 'draining' } } as const;
    const { follows } = plan(fleet(rows, busy), rows, { ...replicas(3), follows: items });
    expect(follows.length).toBeGreaterThan(0);
    for (const { shard, followers, leavers } of follows) {
      expect([leavers, followers.length, followers.slice(0, 2)]).toEqual([[], 3, shard.followers]);
    }
    const after = afterFollows(rows, items, follows);
    expect(plan(fleet(after.rows, busy), after.rows, { ...replicas(3), follows: after.items }).follows).toEqual([]);
    const move = { id: 'm', from: 'n2', to: 'n1', state: 'copying', reason: 'evacuation', startedAtMs: 0 } as const;
    const onTheirWay = after.rows.map((row) => (row.owner === 'n2' ? { ...row, move: { ...move, actor: 'n1' } } : row));
    const next = plan(fleet(onTheirWay, busy), onTheirWay, { ...replicas(3), follows: after.items }).follows;
    expect(next.map(({ leavers }) => leavers)).toEqual(follows.map(() => ['n2']));
  });

  it('THEN one that is silent, starts anew or refuses shards stays', () => {
    const sketches = { n2: { state: 'down' }, n3: { state: 'joining' }, n4: { refuses: 'disk full' } } as const;
    const served = rows.filter((row) => row.owner !== 'n2');
    expect(plan(fleet(served, sketches), served, { ...replicas(3), follows: items }).follows).toEqual([]);
  });

  it('THEN fewer wanted ones leave from the end, and all leave when none is wanted', () => {
    const one = plan(fleet(rows), rows, { ...replicas(2), follows: items }).follows;
    expect(one.every(({ shard, followers }) => followers.length === 1 && followers[0] === shard.followers[0])).toBe(
      true,
    );
    const none = plan(fleet(rows), rows, { ...replicas(1), follows: items }).follows;
    expect(none.map(({ followers }) => followers)).toEqual(Array(60).fill([]));
  });

  it('THEN an item of a node that follows no more is removed, and a missing one comes back', () => {
    const [first, second] = rows;
    if (first === undefined || second === undefined) throw new Error('no rows');
    const stale = { shardId: first.id, nodeId: first.owner ?? '' };
    const lost = items.filter(({ shardId, nodeId }) => shardId !== second.id || nodeId !== second.followers[0]);
    const { follows } = plan(fleet(rows), rows, { ...replicas(3), follows: [...lost, stale] });
    expect(follows.map(({ shard, leavers }) => [shard.id, leavers])).toEqual([
      [first.id, [first.owner]],
      [second.id, []],
    ]);
  });

  it('THEN those of a shard in a move, or of a dead owner, stay as they are', () => {
    const [first, ...others] = rows;
    if (first === undefined) throw new Error('no rows');
    const move = { id: 'm', from: 'n1', to: 'n2', state: 'copying', reason: 'rebalance', startedAtMs: 0 } as const;
    const moving = [{ ...first, followers: [], move: { ...move, actor: 'n2' } }, ...others];
    const result = plan(fleet(moving, { n4: { fenced: true } }), moving, { ...replicas(3), follows: items });
    expect(result.follows.some(({ shard }) => shard.id === first.id || shard.owner === 'n4')).toBe(false);
  });

  it('THEN a shard that is ordered to move is left to the next tick', () => {
    const bare = rows.map((row) => ({ ...row, followers: [] }));
    const { orders, follows } = plan(fleet(bare, { n1: { state: 'draining' } }), bare, replicas(3));
    const ordered = new Set(orders.map(({ shard }) => shard.id));
    expect(ordered.size).toBeGreaterThan(0);
    expect(follows.filter(({ shard }) => ordered.has(shard.id))).toEqual([]);
  });
});

describe('GIVEN too few zones, nodes or disk', () => {
  const rows = shards(6, ['n1']);

  it('THEN followers share a zone rather than be missing', () => {
    const nodes = reporting([node('n1'), node('n2'), node('n3')], rows, () => STAT);
    const { follows, held } = plan(nodes, rows, replicas(3));
    expect(follows.every(({ followers }) => followers.length === 2)).toBe(true);
    expect(held['no-follower-node']).toBeUndefined();
  });

  it('THEN one in a zone of its own comes beside a follower, takes its place once it says that its copies have come, and stays', () => {
    const before = rows.map((row) => ({ ...row, followers: ['n2'] }));
    const items = before.map(({ id }) => ({ shardId: id, nodeId: 'n2' }));
    const withCopies = (followed: number) => {
      const third = node('n3', { zone: 'b', followed });
      return reporting([node('n1', { zone: 'a' }), node('n2', { zone: 'a' }), third], before, () => STAT);
    };
    const { follows } = plan(withCopies(0), before, { ...replicas(2), follows: items });
    expect(follows.map(({ followers, leavers }) => [followers, leavers])).toEqual(Array(6).fill([['n2', 'n3'], []]));
    const beside = afterFollows(before, items, follows);
    expect(plan(withCopies(5), beside.rows, { ...replicas(2), follows: beside.items }).follows).toEqual([]);
    const last = plan(withCopies(6), beside.rows, { ...replicas(2), follows: beside.items }).follows;
    expect(last.map(({ followers, leavers }) => [followers, leavers])).toEqual(Array(6).fill([['n3'], ['n2']]));
    const after = afterFollows(beside.rows, beside.items, last);
    expect(plan(withCopies(6), after.rows, { ...replicas(2), follows: after.items }).follows).toEqual([]);
  });

  it('THEN one that comes for its zone does not go before those that have their copies', () => {
    const zones = { n1: 'a', n2: 'a', n3: 'b', n4: 'c' };
    const before = rows.map((row) => ({ ...row, followers: ['n2', 'n3'] }));
    const nodes = Object.entries(zones).map(([id, zone]) => node(id, { zone }));
    const { follows } = plan(
      reporting(nodes, before, () => STAT),
      before,
      replicas(3),
    );
    expect(follows.map(({ followers }) => followers)).toEqual(Array(6).fill(['n2', 'n3', 'n4']));
  });

  it.each([
    ['another one comes where a zone is free', 'c', ['n2', 'n3', 'n4']],
    ['they stay where none is', 'b', ['n2', 'n3']],
  ])('THEN of two followers that share a zone %s', (_case, zone, expected) => {
    const zones = { n1: 'a', n2: 'b', n3: 'b', n4: zone };
    const before = rows.map((row) => ({ ...row, followers: ['n2', 'n3'] }));
    const items = before.flatMap(({ id }) => ['n2', 'n3'].map((nodeId) => ({ shardId: id, nodeId })));
    const nodes = reporting(
      Object.entries(zones).map(([id, own]) => node(id, { zone: own })),
      before,
      () => STAT,
    );
    const { follows } = plan(nodes, before, { ...replicas(3), follows: items });
    expect(afterFollows(before, items, follows).rows.map(({ followers }) => followers)).toEqual(
      Array(6).fill(expected),
    );
  });

  it('THEN a follower that is taken back from its drain stays, rather than the successor that fetches its copy', () => {
    const zones = { n1: 'a', n2: 'b', n3: 'b' };
    const before = shards(6, ['n1', 'n1', 'n2']).map((row) => ({
      ...row,
      followers: row.owner === 'n1' ? ['n2'] : [],
    }));
    const inState = (state: 'draining' | 'active') => {
      const nodes = Object.entries(zones).map(([id, zone]) =>
        node(id, { zone, state: id === 'n2' ? state : 'active' }),
      );
      return reporting(nodes, before, () => STAT);
    };
    const after = afterFollows(before, [], plan(inState('draining'), before, replicas(2)).follows);
    const followed = after.rows.filter(({ owner }) => owner === 'n1');
    expect(followed.every(({ followers }) => followers.includes('n2') && followers.includes('n3'))).toBe(true);
    const { follows } = plan(inState('active'), followed, { ...replicas(2), follows: after.items });
    expect(follows.map(({ followers }) => followers)).toEqual(Array(4).fill(['n2']));
  });

  it('THEN those that find no node are held, with the reason', () => {
    const { follows, held } = plan(
      reporting([node('n1')], rows, () => STAT),
      rows,
      replicas(2),
    );
    expect([follows, held]).toEqual([[], { 'no-follower-node': 6 }]);
  });

  it('THEN no disk is filled beyond its limit by copies', () => {
    const nodes = reporting([node('n1'), node('n2', { capacityBytes: 5e9 })], rows, () => STAT);
    const { follows, held } = plan(nodes, rows, replicas(2));
    expect([follows.length, held['no-follower-node']]).toEqual([4, 2]);
  });

  it('THEN a node that refuses shards is no follower', () => {
    const nodes = reporting([node('n1'), node('n2', { refuses: 'disk full' })], rows, () => STAT);
    expect(plan(nodes, rows, replicas(2)).follows).toEqual([]);
  });
});
