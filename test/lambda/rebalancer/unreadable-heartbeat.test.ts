import { describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import type { Heartbeat } from '../../../core/fleet/node';
import { shardIds } from '../../../core/fleet/shard';
import { placedWorld, RebalancerWorld } from './rebalancer-world';

/** A tick before which n1 writes its item with some of it spoilt. */
async function spoiltTick(world: RebalancerWorld, spoilt: object): Promise<void> {
  world.beat('n1', spoilt as Partial<Heartbeat>);
  await world.tick('n2');
}

describe('a heartbeat that nobody can read', () => {
  it.each([
    ['shards', undefined],
    ['shards', { 'shard-00000': null }],
    ['metrics', undefined],
    ['counter', undefined],
    ['incarnation', undefined],
    ['capacityBytes', 'much'],
  ])('stops no tick, and takes no shard from its node: %s is %j', async (name, value) => {
    const world = await placedWorld();
    const owned = world.ownedBy('n1');
    expect(owned.length).toBeGreaterThan(0);
    for (let tick = 0; tick < 6; tick += 1) {
      await spoiltTick(world, { [name]: value });
      expect(world.moves()).toEqual([]);
    }
    expect(world.ownedBy('n1')).toEqual(owned);
    expect(world.table.heartbeats.get('n1')?.fenced).toBe(false);
    expect(world.latestMetric(Metric.AGENT_FAULTS)).toBe(1);
    expect(world.latestMetric(Metric.UNOWNED_SHARDS)).toBe(0);
  });

  it('stops no balancing by a size that no shard has', async () => {
    const world = new RebalancerWorld();
    world.settings = { ...world.settings, policy: { ...world.settings.policy, shardCount: 20 } };
    for (const id of shardIds(20)) {
      world.table.shards.set(id, { id, owner: 'n1', ownerIncarnation: 'first', followers: [], epoch: 1 });
    }
    world.join('n1');
    world.join('n2', 'b');
    const stats = shardIds(20).map((id) => [id, { bytes: id === 'shard-00007' ? -1 : 1, load: 0.1 }]);
    world.beat('n1', { shards: Object.fromEntries(stats) });
    await world.tick('n2');
    expect(world.moves().length).toBeGreaterThan(0);
  });

  it('is no reason to keep a dead node: its lease is judged as long as that can be read', async () => {
    const world = await placedWorld();
    world.beat('n1', { shards: undefined } as unknown as Partial<Heartbeat>);
    for (let tick = 0; tick < 3; tick += 1) {
      await world.tick('n2');
    }
    expect(world.table.heartbeats.get('n1')?.fenced).toBe(true);
    expect(world.moves().every(({ to }) => to === 'n2')).toBe(true);
  });
});
