import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { startMove } from '../../../core/move/move-machine';
import { countUnserved, longUnserved } from '../../../core/rebalance/unserved-shards';
import { node, POLICY, plan, reporting, shards } from './fixtures';

const STAT = { bytes: 1, load: 0.1 };
const SHARD: Shard = { id: 's', owner: 'n1', ownerIncarnation: 'n1-1', followers: [], epoch: 1 };

function counted(shard: Shard, owner: FleetNode, before = {}) {
  return countUnserved([shard], [owner], before);
}

describe('countUnserved', () => {
  it('counts a shard that its live owner does not name, tick after tick, up to three', () => {
    const first = counted(SHARD, node('n1'));
    const second = counted(SHARD, node('n1'), first);
    const third = counted(SHARD, node('n1'), second);
    expect([first, second, third, counted(SHARD, node('n1'), third)]).toEqual([{ s: 1 }, { s: 2 }, { s: 3 }, { s: 3 }]);
    expect([longUnserved(second).size, longUnserved(third).has('s')]).toEqual([0, true]);
  });

  it('begins anew once the owner has named it', () => {
    expect(counted(SHARD, node('n1', { shards: { s: STAT } }), { s: 2 })).toEqual({});
  });

  it('counts one on a draining node too', () => {
    expect(counted(SHARD, node('n1', { state: 'draining' }))).toEqual({ s: 1 });
  });

  it.each<[string, Shard, FleetNode]>([
    ['of an owner that is silent', SHARD, node('n1', { state: 'down' })],
    ['of an owner that started anew', SHARD, node('n1', { incarnation: 'n1-2' })],
    ['of an owner of unknown incarnation', { ...SHARD, ownerIncarnation: undefined } as never, node('n1')],
    ['of an owner that is gone', SHARD, node('n2')],
    ['without an owner', { ...SHARD, owner: null }, node('n1')],
    [
      'in a move',
      { ...SHARD, move: startMove({ id: 'm', from: 'n1', to: 'n2', reason: 'rebalance', startedAtMs: 0 }) },
      node('n1'),
    ],
  ])('does not count a shard %s', (_case, shard, owner) => {
    expect(counted(shard, owner)).toEqual({});
  });

  it('watches a thousand at most, those first that it watched before', () => {
    const rows = Array.from({ length: 1500 }, (_, index) => ({ ...SHARD, id: `s${index}` }));
    const ticks = countUnserved(rows, [node('n1')], { s1499: 2 });
    expect(Object.keys(ticks)).toHaveLength(1000);
    expect(ticks).toMatchObject({ s1499: 3, s0: 1 });
  });
});

describe('GIVEN a shard that its live owner has not served for long', () => {
  const rows = shards(4, ['n1', 'n2']);
  const unserved = new Set(['shard-00000']);

  it('THEN it moves to another node by way of its owner, which closes it', () => {
    const nodes = reporting([node('n1'), node('n2')], rows, () => STAT);
    const { orders } = plan(nodes, rows, { unserved });
    const healed = orders.filter(({ move }) => move.reason === 'unserved');
    expect(healed.map(({ shard, move }) => [shard.id, move])).toEqual([
      ['shard-00000', expect.objectContaining({ from: 'n1', to: 'n2', reason: 'unserved', state: 'copying' })],
    ]);
  });

  it('THEN it waits for no node that is being emptied: that one serves its shards meanwhile', () => {
    const owned = shards(4, ['n3', 'n3', 'n1', 'n2']);
    const nodes = [node('n1'), node('n2'), node('n3', { state: 'draining' })];
    const policy = { ...POLICY, moveBudgets: { perNode: 4, perZone: 40, perFleet: 1 } };
    const orderOf = (id: string) => {
      const { orders, held } = plan(
        reporting(nodes, owned, () => STAT),
        owned,
        { policy, unserved: new Set([id]) },
      );
      return [orders.map(({ shard, move }) => [shard.id, move.reason]), held];
    };
    expect(orderOf('shard-00002')).toEqual([[['shard-00002', 'unserved']], { 'no-budget': 2 }]);
    expect(orderOf('shard-00001')).toEqual([[['shard-00001', 'unserved']], { 'no-budget': 1 }]);
  });

  it('THEN it is taken over once, and asked of nobody, when its owner has died since', () => {
    const rows = shards(1, ['n1']);
    const { orders } = plan([node('n1', { fenced: true }), node('n2')], rows, {
      unserved: new Set(rows.map(({ id }) => id)),
    });
    expect(orders.map(({ move }) => [move.from, move.to, move.reason])).toEqual([[null, 'n2', 'take-over']]);
  });

  it('THEN it is held when there is no other node', () => {
    const alone = shards(4, ['n1']);
    const { orders, held } = plan(
      reporting([node('n1')], alone, () => STAT),
      alone,
      { unserved },
    );
    expect([orders, held]).toEqual([[], { 'no-other-node': 1 }]);
  });
});
