import { describe, expect, it } from 'vitest';
import { runRebalancerTick } from '../../../lambda/rebalancer/rebalancer-tick';
import { FaultInjector, InjectedCrash } from '../memory/fault-injector';
import { RebalancerWorld } from './rebalancer-world';

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

function release(world: RebalancerWorld): void {
  for (const { shard } of world.moves().filter((move) => move.state === 'releasing')) {
    world.table.playMove(shard, 'released');
  }
}

describe('parking a fleet', () => {
  it('Law 3: keeps an owner that renewed between the read and the fence', async () => {
    const world = await parkedWorld();
    const kept = world.ownedBy('n2');
    const { fence } = world.table;
    world.table.fence = async (nodeId, seen) => {
      world.beat('n2');
      return fence.call(world.table, nodeId, seen);
    };
    await world.tick('n1');
    expect(world.ownedBy('n2')).toEqual(kept);
    expect(world.moves().filter((move) => move.from === 'n2')).toEqual([]);
  });

  it('Law 8: reports each release with its reason', async () => {
    const world = await parkedWorld();
    await world.tick('n1', 'n2');
    const releases = world.table.history.filter(({ decision }) => decision.kind === 'release');
    expect(releases).toHaveLength(8);
    expect(releases[0]?.decision).toMatchObject({ acts: true, reason: { code: 'park' }, details: { to: null } });
  });

  for (const when of ['before', 'after'] as const) {
    it(`Law 5: ends without owners after a crash ${when} any call, also with a dead node`, async () => {
      for (let call = 1; ; call += 1) {
        const world = await parkedWorld();
        world.nowMs += 60_000;
        world.beat('n1');
        const injector = new FaultInjector(call, when);
        const ports = { ...world.ports, table: injector.wrap(world.table), events: injector.wrap(world.events) };
        const crashed = await runRebalancerTick(ports, world.settings).then(() => false, isInjected);
        for (let tick = 0; tick < 3; tick += 1) {
          release(world);
          await world.tick('n1');
        }
        const owned = [...world.table.shards.values()].filter(
          ({ owner, move }) => owner !== null || move !== undefined,
        );
        expect(owned, `crash ${when} call ${call}`).toEqual([]);
        if (!crashed) {
          return;
        }
      }
    });
  }
});

function isInjected(error: unknown): boolean {
  if (error instanceof InjectedCrash) {
    return true;
  }
  throw error;
}
