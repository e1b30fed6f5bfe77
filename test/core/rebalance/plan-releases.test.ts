import { describe, expect, it } from 'vitest';
import { node, plan, reporting, shards } from './fixtures';

const IDS = ['n1', 'n2', 'n3'];
const NODES = IDS.map((id) => node(id));

describe('GIVEN a fleet that is being parked', () => {
  const rows = shards(60, IDS);

  it('THEN every owner is to let go of all its shards at once, whatever the budgets', () => {
    const { orders } = plan(NODES, rows, { parked: true });
    expect(orders).toHaveLength(60);
    expect(orders.every(({ shard, move }) => move.from === shard.owner && move.to === null)).toBe(true);
    expect(orders.every(({ move }) => move.state === 'releasing' && move.reason === 'park')).toBe(true);
    expect(orders.some(({ endsAtOnce }) => endsAtOnce)).toBe(false);
  });

  it('THEN a node that drains or is silent is asked like any other', () => {
    const nodes = [node('n1', { state: 'draining' }), node('n2', { state: 'down' }), node('n3')];
    const { orders } = plan(nodes, rows, { parked: true });
    expect(new Set(orders.map(({ move }) => move.from))).toEqual(new Set(IDS));
    expect(orders.some(({ endsAtOnce }) => endsAtOnce)).toBe(false);
  });

  it('THEN the release of a dead owner’s shard is over at once', () => {
    const { orders } = plan([node('n1', { fenced: true }), ...NODES.slice(1)], rows, { parked: true });
    const ended = orders.filter(({ endsAtOnce }) => endsAtOnce);
    expect(ended.map(({ shard }) => shard.owner)).toEqual(Array(20).fill('n1'));
  });

  it('THEN so is that of an owner that started anew', () => {
    const stale = rows.map((row) => ({ ...row, ownerIncarnation: `${row.owner}-1` }));
    const nodes = [node('n1', { incarnation: 'n1-2' }), ...NODES.slice(1)];
    const ended = plan(nodes, stale, { parked: true }).orders.filter(({ endsAtOnce }) => endsAtOnce);
    expect(new Set(ended.map(({ shard }) => shard.owner))).toEqual(new Set(['n1']));
  });

  it('THEN a shard without an owner is not placed, and nothing is balanced', () => {
    const uneven = reporting(NODES, rows, () => ({ bytes: 1, load: 0.5 }));
    const result = plan([...uneven, node('n4')], shards(60, [null]), { parked: true });
    expect([result.orders, result.held, result.isRebalancing]).toEqual([[], {}, false]);
  });

  it('THEN copies that only begin are cancelled', () => {
    const move = { id: 'm', from: 'n1', to: 'n2', reason: 'rebalance', startedAtMs: 0, actor: 'n2' } as const;
    const moving = rows.slice(0, 1).map((row) => ({ ...row, move: { ...move, state: 'copying' as const } }));
    const { changes, orders } = plan(NODES, moving, { parked: true });
    expect(changes.map(({ event }) => event)).toEqual(['cancel']);
    expect(orders).toEqual([]);
  });

  it('THEN followers are let go once nobody owns the shard', () => {
    const followed = shards(3, [null]).map((row) => ({ ...row, followers: ['n1', 'n2'] }));
    const { follows } = plan(NODES, followed, { parked: true });
    expect(follows.map(({ followers, leavers }) => [followers, leavers])).toEqual(Array(3).fill([[], ['n1', 'n2']]));
  });
});
