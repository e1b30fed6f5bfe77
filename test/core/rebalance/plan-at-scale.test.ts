import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import { node, POLICY, plan, reporting, shards } from './fixtures';

/** A tenth of the size the kit is made for; `npm run bench -- rebalance` has the time of a whole one. */
const NODES = Array.from({ length: 100 }, (_, index) =>
  node(`n${String(index).padStart(4, '0')}`, { zone: `z${index % 3}` }),
);
const IDS = NODES.map(({ id }) => id);
const SHARDS = 5000;

describe('GIVEN 100 nodes and 5 000 shards', () => {
  const rows = shards(SHARDS, IDS);
  const nodes = reporting(NODES, rows, () => ({ bytes: 1, load: 0.02 }));
  const newNodes: readonly FleetNode[] = Array.from({ length: 10 }, (_, index) => node(`x${index}`));

  it.each([
    ['places all shards', NODES, shards(SHARDS, [null]), SHARDS],
    ['finds nothing to do', nodes, rows, 0],
    ['begins to fill ten new nodes, within the budgets', [...nodes, ...newNodes], rows, 40],
  ])('%s', (_, fleet, owned, orders) => {
    expect(plan(fleet, owned).orders).toHaveLength(orders);
  });

  it('chooses a follower for every shard, and then finds nothing to do', () => {
    const policy = { ...POLICY, shardCount: SHARDS, replicas: 2 };
    const { follows } = plan(nodes, rows, { policy });
    expect(follows).toHaveLength(SHARDS);
    const followed = follows.map(({ shard, followers }) => ({ ...shard, followers }));
    const items = follows.flatMap(({ shard, followers }) => followers.map((nodeId) => ({ shardId: shard.id, nodeId })));
    expect(plan(nodes, followed, { policy, follows: items }).follows).toEqual([]);
  });
});
