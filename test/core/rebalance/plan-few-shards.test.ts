import { describe, expect, it } from 'vitest';
import { shardIds } from '../../../core/fleet/shard';
import { node, POLICY, plan, reporting, shards } from './fixtures';

const UNBOUND = { ...POLICY, moveBudgets: { perNode: 100, perZone: 100, perFleet: 100 } };
const IDS = shardIds(15);

/** Loads and bytes of shards dealt to the owners in turn. */
function planOf(owners: readonly string[], nodeIds: readonly string[], stats: readonly (readonly [number, number])[]) {
  const rows = shards(stats.length, owners);
  const nodes = reporting(
    nodeIds.map((id) => node(id, { capacityBytes: 1000 })),
    rows,
    (_, index) => ({ load: stats[index]?.[0] ?? 0, bytes: stats[index]?.[1] ?? 0 }),
  );
  return plan(nodes, rows, { policy: UNBOUND });
}

describe('GIVEN a fleet of few shards', () => {
  it('THEN of the shards that relieve alike the smallest goes, to the least loaded node', () => {
    // n1 carries 4, n2 and n3 1 each: the mean is 2. A first shard brings n1 to 3, a second to 2.
    const stats = [300, 200, 100, 250].map((bytes) => [1, bytes] as const);
    const { orders, balance, maxOverMean } = planOf(
      ['n1', 'n1', 'n1', 'n1', 'n2', 'n3'],
      ['n1', 'n2', 'n3'],
      [...stats, [1, 10], [1, 10]],
    );
    expect(orders.map(({ shard, move }) => [shard.id, move.to])).toEqual([
      [IDS[2], 'n2'],
      [IDS[1], 'n3'],
    ]);
    expect(maxOverMean).toBe(1);
    // Whatever is done, n1 sends its smallest shard at least.
    expect(balance).toEqual({ before: 2, after: 1, moves: 2, bytes: 300, lowerBoundBytes: 100, unmet: [] });
  });

  it('THEN what would bring its target as high as its source is not moved', () => {
    const { orders, balance } = planOf(['n1', 'n1', 'n2', 'n3'], ['n1', 'n2', 'n3'], Array(4).fill([1, 10]));
    expect(orders).toEqual([]);
    expect(balance).toBeUndefined();
  });

  it('THEN it ends where the next move gains nothing, though a node stays above the aim', () => {
    // 3, 1 and 1: after one move 2, 2 and 1, and 2 is 1.2 times the mean of 5/3.
    const { orders, maxOverMean } = planOf(['n1', 'n1', 'n1', 'n2', 'n3'], ['n1', 'n2', 'n3'], Array(5).fill([1, 10]));
    expect(orders).toHaveLength(1);
    expect(maxOverMean).toBeCloseTo(1.2);
  });

  it('THEN a disk without room gets nothing', () => {
    const stats = [...Array(4).fill([1, 300]), [0.1, 795], [0.1, 10]];
    const { orders } = planOf(['n1', 'n1', 'n1', 'n1', 'n2', 'n3'], ['n1', 'n2', 'n3'], stats);
    expect(orders.length).toBeGreaterThan(0);
    expect(orders.every(({ move }) => move.to === 'n3')).toBe(true);
  });
});
