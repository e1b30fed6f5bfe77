import { describe, expect, it } from 'vitest';
import { shardIds } from '../../../core/fleet/shard';
import { RebalancerWorld } from './rebalancer-world';

const NODES = 1000;
const SHARDS = 50_000;
/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const ITEM_BYTES = 400 * 1024;

/** The largest fleet, with ids as AWS makes them, two copies of each shard, and every node in trouble. */
function largeWorld(): RebalancerWorld {
  const world = new RebalancerWorld();
  const policy = { ...world.settings.policy, shardCount: SHARDS, replicas: 2, maxNodes: NODES };
  world.settings = { ...world.settings, policy };
  const ids = Array.from({ length: NODES }, (_, index) => `i-0${String(index).padStart(16, '0')}`);
  shardIds(SHARDS).forEach((id, index) => {
    const owner = ids[index % NODES] ?? '';
    world.table.shards.set(id, { id, owner, ownerIncarnation: INCARNATION, followers: [], epoch: 1 });
  });
  ids.forEach((id, index) => {
    world.group.add(id, `z${index % 3}`);
    const usual = { incarnation: INCARNATION, zone: `z${index % 3}`, fenced: false, counter: 1, metrics: {} };
    const sizes = { capacityBytes: 1e13, usedBytes: 0, address: `${id}:7000` };
    world.table.heartbeats.set(id, { nodeId: id, ...usual, ...sizes, shards: {}, refuses: 'the disk is full' });
  });
  return world;
}

const INCARNATION = '00000000-0000-4000-8000-000000000000';

describe('what the rebalancer remembers of 1000 nodes in trouble and 50 000 shards', () => {
  it('fits into an item of the table, tick after tick', async () => {
    const world = largeWorld();
    for (let tick = 0; tick < 4; tick += 1) {
      await world.tick();
      expect(Buffer.byteLength(world.table.memories.get('rebalancer') ?? '')).toBeLessThan(ITEM_BYTES * 0.9);
    }
  });
});
