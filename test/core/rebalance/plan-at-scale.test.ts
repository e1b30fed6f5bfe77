import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import { node, POLICY, plan, reporting, shards } from './fixtures';

/** The size the kit is made for; the limits leave a slow machine some four times what a developer's takes. */
const NODES = Array.from({ length: 1000 }, (_, index) =>
  node(`n${String(index).padStart(4, '0')}`, { zone: `z${index % 3}` }),
);
const IDS = NODES.map(({ id }) => id);

/** Time of the processor, not of the clock: other tests run beside this one. */
function millisecondsOf(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe('GIVEN 1000 nodes and 50 000 shards', () => {
  const rows = shards(50_000, IDS);
  const byOwner = new Map(IDS.map((id) => [id, rows.filter((_, index) => IDS[index % IDS.length] === id)]));
  const nodes = NODES.flatMap((each) =>
    reporting([each], byOwner.get(each.id) ?? [], () => ({ bytes: 1, load: 0.02 })),
  );
  const newNodes: readonly FleetNode[] = Array.from({ length: 100 }, (_, index) => node(`x${index}`));

  it.each([
    ['places all shards', NODES, shards(50_000, [null]), 50_000],
    ['finds nothing to do', nodes, rows, 0],
    ['begins to fill a hundred new nodes, within the budgets', [...nodes, ...newNodes], rows, 40],
  ])('%s within four seconds', (_, fleet, owned, orders) => {
    let planned = -1;
    const tookMs = millisecondsOf(() => {
      planned = plan(fleet, owned).orders.length;
    });
    expect(planned).toBe(orders);
    expect(tookMs).toBeLessThan(4000);
  });

  it('chooses a follower for every shard within four seconds, and then finds nothing to do within four', () => {
    const policy = { ...POLICY, shardCount: 50_000, replicas: 2 };
    let follows = plan(nodes, rows, { policy }).follows;
    const firstMs = millisecondsOf(() => {
      follows = plan(nodes, rows, { policy }).follows;
    });
    expect(follows).toHaveLength(50_000);
    expect(firstMs).toBeLessThan(4000);
    const followed = follows.map(({ shard, followers }) => ({ ...shard, followers }));
    const items = follows.flatMap(({ shard, followers }) => followers.map((nodeId) => ({ shardId: shard.id, nodeId })));
    let left = -1;
    const secondMs = millisecondsOf(() => {
      left = plan(nodes, followed, { policy, follows: items }).follows.length;
    });
    expect(left).toBe(0);
    expect(secondMs).toBeLessThan(4000);
  });
});
