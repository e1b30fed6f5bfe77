import { describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { RebalancerWorld } from './rebalancer-world';

/** Two nodes on which all shards were placed, and the park switch on. */
async function parkedWorld(): Promise<RebalancerWorld> {
  const world = new RebalancerWorld();
  world.join('n1');
  world.join('n2', 'b');
  await world.tick('n1', 'n2');
  world.finishMoves();
  await world.tick('n1', 'n2');
  world.table.switches = { halted: false, parked: true };
  return world;
}

/** The owners let go of what they are asked to. */
function letGo(world: RebalancerWorld): void {
  for (const { shard } of world.moves()) {
    world.table.playMove(shard, 'released');
  }
}

describe('a tick of a fleet that is being parked', () => {
  it('asks every owner to let its shards go, whatever the budgets', async () => {
    const world = await parkedWorld();
    const moveBudgets = { perNode: 1, perZone: 1, perFleet: 1 };
    world.settings = { ...world.settings, policy: { ...world.settings.policy, moveBudgets } };
    await world.tick('n1', 'n2');
    expect(world.moves()).toHaveLength(8);
    expect(
      world.moves().every(({ to, state, reason }) => to === null && state === 'releasing' && reason === 'park'),
    ).toBe(true);
  });

  it('leaves shards without owner alone, in the epoch in which they were let go', async () => {
    const world = await parkedWorld();
    const epochs = [...world.table.shards.values()].map(({ epoch }) => epoch);
    await world.tick('n1', 'n2');
    letGo(world);
    await world.tick('n1', 'n2');
    expect([...world.table.shards.values()].every(({ owner, move }) => owner === null && move === undefined)).toBe(
      true,
    );
    expect([...world.table.shards.values()].map(({ epoch }) => epoch)).toEqual(epochs);
  });

  it('counts no shard as unowned that was let go, so that no alarm goes off', async () => {
    const world = await parkedWorld();
    await world.tick('n1', 'n2');
    letGo(world);
    await world.tick('n1', 'n2');
    expect(world.latestMetric(Metric.UNOWNED_SHARDS)).toBe(0);
  });

  it('takes the shards of a dead owner off it', async () => {
    const world = await parkedWorld();
    await world.tick('n1');
    expect(world.table.heartbeats.get('n2')?.fenced).toBe(true);
    expect(world.ownedBy('n2')).toEqual([]);
  });

  it('places all of them again when it is resumed', async () => {
    const world = await parkedWorld();
    await world.tick('n1', 'n2');
    letGo(world);
    world.table.switches = { halted: false, parked: false };
    await world.tick('n1', 'n2');
    world.finishMoves();
    expect(world.ownedBy('n1').length + world.ownedBy('n2').length).toBe(8);
    expect([...world.table.shards.values()].every(({ epoch }) => epoch === 2)).toBe(true);
  });

  it('gives up what was not let go yet when it is resumed', async () => {
    const world = await parkedWorld();
    await world.tick('n1', 'n2');
    world.table.switches = { halted: false, parked: false };
    await world.tick('n1', 'n2');
    expect(world.moves().every(({ state }) => state === 'cancelled')).toBe(true);
  });

  it('lets nothing go while the fleet is halted', async () => {
    const world = await parkedWorld();
    world.table.switches = { halted: true, parked: true };
    await world.tick('n1', 'n2');
    expect(world.moves()).toEqual([]);
  });
});
