import { describe, expect, it } from 'vitest';
import { RebalancerWorld } from './rebalancer-world';

const ALL = ['n1', 'n2', 'n3'] as const;

/** Three nodes in three zones with two copies of each shard. */
async function followedWorld(): Promise<RebalancerWorld> {
  const world = new RebalancerWorld();
  world.settings = { ...world.settings, policy: { ...world.settings.policy, replicas: 2 } };
  ALL.forEach((id, index) => {
    world.join(id, `z${index}`);
  });
  await settle(world, 3);
  return world;
}

async function settle(world: RebalancerWorld, ticks: number, ids: readonly string[] = ALL): Promise<void> {
  for (let tick = 0; tick < ticks; tick += 1) {
    await world.tick(...ids);
    world.finishMoves();
  }
}

/** Followers by shard, as the rows and as the nodes' items say. */
async function followers(world: RebalancerWorld) {
  const items = await world.table.readFollows();
  return [...world.table.shards.values()].map((shard) => ({
    row: [...shard.followers].sort(),
    items: items
      .filter(({ shardId }) => shardId === shard.id)
      .map(({ nodeId }) => nodeId)
      .sort(),
    owner: shard.owner,
  }));
}

describe('a fleet with two copies of each shard', () => {
  it('has a follower for each, by its row and by the item that the node reads', async () => {
    for (const { row, items, owner } of await followers(await followedWorld())) {
      expect(row).toHaveLength(1);
      expect(items).toEqual(row);
      expect(row).not.toContain(owner);
    }
  });

  it('Law 7: changes nothing more', async () => {
    const world = await followedWorld();
    const kept = world.table.history.length;
    await settle(world, 5);
    expect(world.table.history.length).toBe(kept);
  });

  it('promotes the follower when an owner dies, and finds another one', async () => {
    const world = await followedWorld();
    const lost = world.ownedBy('n3').map((id) => world.table.shards.get(id));
    expect(lost.length).toBeGreaterThan(0);
    await world.tick('n1', 'n2');
    for (const shard of lost) {
      expect(world.table.shards.get(shard?.id ?? '')?.move).toMatchObject({ to: shard?.followers[0] });
    }
    world.finishMoves();
    await settle(world, 3, ['n1', 'n2']);
    for (const { row, items, owner } of await followers(world)) {
      expect([...row, owner].sort()).toEqual(['n1', 'n2']);
      expect(items).toEqual(row);
    }
  });

  it('keeps a follower beside the one that comes for its zone, and promotes it while that one has no copy yet', async () => {
    const world = new RebalancerWorld();
    world.settings = { ...world.settings, policy: { ...world.settings.policy, replicas: 2 } };
    world.join('n1', 'z0');
    world.join('n2', 'z0');
    await settle(world, 3, ['n1', 'n2']);
    world.join('n3', 'z1');
    world.beat('n3', { followed: 0 });
    await settle(world, 3);
    const lost = world.ownedBy('n1');
    expect(lost.length).toBeGreaterThan(0);
    for (const id of lost) {
      expect(world.table.shards.get(id)?.followers).toEqual(['n2', 'n3']);
    }
    await world.tick('n2', 'n3');
    expect(lost.map((id) => world.table.shards.get(id)?.move?.to)).toEqual(lost.map(() => 'n2'));
  });

  it('takes no shard from a follower that was thought dead and renewed its lease in time', async () => {
    const world = await followedWorld();
    const before = [...world.table.shards.values()].map((shard) => shard.followers);
    expect(before.flat()).toContain('n3');
    const { fence } = world.table;
    world.table.fence = async (nodeId, seen) => {
      world.beat('n3');
      return fence.call(world.table, nodeId, seen);
    };
    await world.tick('n1', 'n2');
    expect([...world.table.shards.values()].map((shard) => shard.followers)).toEqual(before);
  });

  it('Law 2: leaves a node that drains without owner and without follower, so that it can be ended', async () => {
    const world = await followedWorld();
    await world.table.setControl({ nodeId: 'n3', duty: 'draining', cause: 'scale-in', sinceMs: 0 });
    await settle(world, 6);
    for (const { row, items, owner } of await followers(world)) {
      expect([...row, ...items, owner]).not.toContain('n3');
    }
  });

  it('drops all followers when it is parked', async () => {
    const world = await followedWorld();
    world.table.switches = { halted: false, parked: true };
    await world.tick(...ALL);
    for (const { shard } of world.moves()) {
      world.table.playMove(shard, 'released');
    }
    await settle(world, 2);
    expect(await world.table.readFollows()).toEqual([]);
    expect([...world.table.shards.values()].every(({ followers: left }) => left.length === 0)).toBe(true);
  });
});
