import { describe, expect, it } from 'vitest';
import type { ShardStat } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { node, plan, reporting, shards } from './fixtures';

const OWNERS = ['dead', 'n1', 'n2'];

/** Ten shards each of a dead node and of two others, beside a node that has just joined and has none. */
function takeOvers(statOf: (shard: Shard, index: number) => ShardStat, rows = shards(30, OWNERS)) {
  const nodes = [node('dead', { fenced: true }), node('n1'), node('n2'), node('new')];
  const { orders } = plan(reporting(nodes, rows, statOf), rows);
  return orders.filter(({ move }) => move.reason === 'take-over');
}

function countsByTarget(orders: ReturnType<typeof takeOvers>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { move } of orders) {
    counts[move.to ?? ''] = (counts[move.to ?? ''] ?? 0) + 1;
  }
  return counts;
}

describe('GIVEN shards to take over AND a node that has just joined', () => {
  it('THEN all nodes fetch alike, so that none of the shards waits behind all others', () => {
    const counts = countsByTarget(takeOvers(() => ({ bytes: 1e9, load: 0.02 })));
    expect(Object.values(counts).sort()).toEqual([3, 3, 4]);
  });

  it('THEN no node fetches more than its share and one shard', () => {
    const bytesOf = (index: number) => (1 + (index % 7)) * 1e9;
    const rows = shards(30, OWNERS);
    const fetched = new Map<string | null, number>();
    for (const { shard, move } of takeOvers((_, index) => ({ bytes: bytesOf(index), load: 0.02 }), rows)) {
      fetched.set(move.to, (fetched.get(move.to) ?? 0) + bytesOf(rows.indexOf(shard)));
    }
    const all = [...fetched.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(Math.max(...fetched.values())).toBeLessThanOrEqual(all / 3 + 7e9);
  });

  it('THEN what nodes are fetching already counts', () => {
    const rows = shards(30, OWNERS).map((row): Shard => {
      const isLeaving = row.owner === 'n2' && Number(row.id.slice(-2)) < 15;
      const move = { id: 'm', from: 'n2', to: 'n1', reason: 'rebalance', startedAtMs: 0 } as const;
      return isLeaving ? { ...row, move: { ...move, state: 'copying', actor: 'n1' } } : row;
    });
    const counts = countsByTarget(takeOvers(() => ({ bytes: 1e9, load: 0.02 }), rows));
    expect(counts).toEqual({ n2: 5, new: 5 });
  });

  it('THEN what a node has a copy of is not to be fetched', () => {
    const rows = shards(30, OWNERS).map((row, index) => (index < 15 ? { ...row, followers: ['n1'] } : row));
    const others = takeOvers(() => ({ bytes: 1e9, load: 0.02 }), rows).filter(
      ({ shard }) => shard.followers.length === 0,
    );
    expect(Object.values(countsByTarget(others)).sort()).toEqual([1, 2, 2]);
  });

  it('THEN nodes without power to spare take no more than their share of the load', () => {
    const counts = countsByTarget(takeOvers(() => ({ bytes: 1e9, load: 0.079 })));
    expect(counts).toEqual({ new: 10 });
  });

  it('THEN shards of which nothing has to be fetched go by load alone', () => {
    const counts = countsByTarget(takeOvers(() => ({ bytes: 0, load: 0.02 })));
    expect(counts).toEqual({ new: 10 });
  });
});
