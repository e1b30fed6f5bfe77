import { describe, expect, it } from 'vitest';
import { CONGESTED_FOR_MS } from '../../../core/fleet/node';
import { RebalancerWorld } from './rebalancer-world';

const NODES = ['n1', 'n2', 'n3', 'n4'];

/** Two nodes that serve 24 shards and two to which half of them go, four at a time for each node. */
async function fleetThatGrows(): Promise<RebalancerWorld> {
  const world = new RebalancerWorld();
  world.settings = { ...world.settings, policy: { ...world.settings.policy, shardCount: 24, moveTimeoutSeconds: 600 } };
  for (const id of NODES.slice(0, 2)) world.join(id);
  await world.tick('n1', 'n2');
  world.finishMoves();
  for (const id of NODES.slice(2)) world.join(id);
  await world.tick(...NODES);
  return world;
}

const limited = (world: RebalancerWorld) =>
  world.table.history
    .filter(({ decision }) => decision.reason.code === 'moves-limited')
    .map(({ decision }) => decision);

describe('GIVEN a fleet of four nodes that balances, with eight moves in flight at most', () => {
  it('THEN it moves eight at a time, and says nothing of a limit', async () => {
    const world = await fleetThatGrows();
    expect(world.moves()).toHaveLength(8);
    expect(limited(world)).toEqual([]);
  });

  it('THEN nodes that report congestion halve it once, with the reason, and it grows while moves end well', async () => {
    const world = await fleetThatGrows();
    for (let tick = 0; tick * 60_000 < CONGESTED_FOR_MS; tick += 1) {
      await world.tick(...NODES);
    }
    expect(world.moves()).toHaveLength(8);
    for (const id of NODES) world.beat(id, { isCongested: true });
    await world.tick();
    for (const id of NODES) world.beat(id, { isCongested: false });
    world.finishMoves();
    await world.tick(...NODES);
    expect(world.moves()).toHaveLength(4);
    expect(limited(world).map(({ reason }) => reason.text)).toEqual([
      '4 of 8 moves may be in flight at once: 8 of 8 moves ran out of time or met congestion or faults',
    ]);
  });

  it('THEN moves that run out of time halve it', async () => {
    const world = await fleetThatGrows();
    for (let tick = 0; tick < 12; tick += 1) {
      await world.tick(...NODES);
    }
    expect(limited(world)[0]?.reason.text).toBe(
      '4 of 8 moves may be in flight at once: 8 of 8 moves ran out of time or met congestion or faults',
    );
    expect(world.moves().length).toBeLessThanOrEqual(4);
  });

  it('THEN a take-over waits for no limit', async () => {
    const world = await fleetThatGrows();
    for (let tick = 0; tick < 12; tick += 1) {
      await world.tick(...NODES);
    }
    expect(limited(world)).not.toEqual([]);
    const orphans = world.ownedBy('n1').length;
    for (let tick = 0; tick < 4; tick += 1) {
      await world.tick('n2', 'n3', 'n4');
    }
    const takeOvers = world.moves().filter(({ reason }) => reason === 'take-over');
    expect(takeOvers.length).toBeGreaterThan(4);
    expect(takeOvers.length + world.ownedBy('n1').length).toBeGreaterThanOrEqual(orphans);
  });

  it('THEN a fleet that is only watched remembers no move of its own', async () => {
    const world = await fleetThatGrows();
    world.finishMoves();
    world.settings = { ...world.settings, acts: false };
    await world.tick(...NODES);
    expect(JSON.parse(world.table.memories.get('rebalancer') ?? '{}').moveLimit).toMatchObject({ watched: [] });
  });
});
