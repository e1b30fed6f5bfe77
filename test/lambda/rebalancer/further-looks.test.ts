import { describe, expect, it } from 'vitest';
import type { RebalancerEvent } from '../../../core/contract/events';
import type { Heartbeat } from '../../../core/fleet/node';
import type { Move } from '../../../core/move/move';
import { handleRebalancerEvent, type RebalancerEventPorts } from '../../../lambda/rebalancer/handle-rebalancer-event';
import { RebalancerWorld } from './rebalancer-world';

const BEAT_MS = 15_000;
const TICK_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Nodes that renew each 15 s while they live, and a schedule with a tick each minute; time passes while the function waits. */
class BeatingWorld extends RebalancerWorld {
  readonly alive = new Set<string>();
  /** By which the clock of the host jumps while the function waits. */
  jumpMs = 0;
  /** A shard that no heartbeat names. */
  unnamed = '';
  private nextBeatMs: number;

  constructor(nodes: number) {
    super();
    this.nowMs = 0;
    this.nextBeatMs = BEAT_MS;
    for (let node = 1; node <= nodes; node += 1) {
      this.join(`n${node}`);
      this.alive.add(`n${node}`);
    }
  }

  override get ports(): RebalancerEventPorts {
    const pause = async (milliseconds: number) => {
      this.pass(milliseconds);
      this.nowMs += this.jumpMs;
    };
    return { ...super.ports, pause };
  }

  override beat(id: string, more: Partial<Heartbeat> = {}): void {
    super.beat(id, more);
    const heartbeat = this.table.heartbeats.get(id);
    if (heartbeat) {
      const { [this.unnamed]: _, ...shards } = heartbeat.shards;
      this.table.heartbeats.set(id, { ...heartbeat, shards });
    }
  }

  pass(milliseconds: number): void {
    const endMs = this.nowMs + milliseconds;
    for (; this.nextBeatMs <= endMs; this.nextBeatMs += BEAT_MS) {
      for (const id of this.alive) {
        this.beat(id);
      }
    }
    this.nowMs = endMs;
  }

  event(event: RebalancerEvent = { mayWait: true }) {
    return handleRebalancerEvent(this.ports, this.settings)({ time: new Date(this.nowMs).toISOString(), ...event });
  }

  /** Ticks until a time; nodes do what moves ask of them. */
  async ticksUntil(untilMs: number): Promise<void> {
    while (this.nowMs <= untilMs) {
      const startMs = this.nowMs;
      await this.event();
      this.finishMoves();
      this.pass(startMs + TICK_MS - this.nowMs);
    }
  }

  /** A shard that is on its way from one node to another. */
  setMove(id: string, owner: string, move: Omit<Move, 'id' | 'reason' | 'startedAtMs' | 'fromIncarnation'>): void {
    const whole: Move = { id: 'm', reason: 'rebalance', startedAtMs: this.nowMs, ...move };
    this.table.shards.set(id, { id, owner, ownerIncarnation: 'first', followers: [], epoch: 9, move: whole });
  }

  fenced(): readonly string[] {
    return [...this.table.heartbeats.values()].filter(({ fenced }) => fenced).map(({ nodeId }) => nodeId);
  }

  looks(): number {
    return this.table.versions.get('rebalancer') ?? 0;
  }
}

/** The last tick was at 600 s; the nodes named renewed last at 615 s and died at 616 s; it is 660 s. */
async function worldAfterDeath(nodes: number, ...dead: readonly string[]): Promise<BeatingWorld> {
  const world = new BeatingWorld(nodes);
  await world.ticksUntil(540_000);
  await world.event();
  world.pass(16_000);
  for (const id of dead) {
    world.alive.delete(id);
  }
  world.pass(44_000);
  return world;
}

describe('GIVEN a node that died just after it renewed, unseen by a tick for 45 s', () => {
  it('WHEN the tick sees its last counter THEN it looks again after a lease, and takes its shards over then', async () => {
    const world = await worldAfterDeath(3, 'n2');
    const lost = world.ownedBy('n2');
    expect(await world.event()).toEqual({});
    expect(world.nowMs).toBe(705_000);
    expect(world.fenced()).toEqual(['n2']);
    expect(lost.length).toBeGreaterThan(0);
    expect(world.moves().map(({ shard, from }) => ({ shard, from }))).toEqual(
      lost.map((shard) => ({ shard, from: null })),
    );
  });

  it('WHEN the event allows no wait THEN it answers when to look, and looks when it is called then', async () => {
    const world = await worldAfterDeath(3, 'n2');
    expect(await world.event({})).toEqual({ lookAgainAtMs: 705_000 });
    expect(world.fenced()).toEqual([]);
    world.pass(45_000);
    expect(await world.event({ isFurtherLook: true })).toEqual({});
    expect(world.fenced()).toEqual(['n2']);
  });

  it.each([
    [
      'nodes that own nothing',
      (world: BeatingWorld) => {
        for (const id of world.ownedBy('n2')) {
          world.table.shards.set(id, { id, owner: 'n1', ownerIncarnation: 'first', followers: [], epoch: 5 });
        }
      },
    ],
    [
      'a fleet that only observes',
      (world: BeatingWorld) => {
        world.settings = { ...world.settings, acts: false };
      },
    ],
    [
      'a halted fleet',
      (world: BeatingWorld) => {
        world.table.switches = { ...world.table.switches, halted: true };
      },
    ],
  ])('WHEN it is about %s THEN nothing is waited for', async (_, arrange) => {
    const world = await worldAfterDeath(3, 'n2');
    arrange(world);
    expect(await world.event()).toEqual({});
    expect(world.nowMs).toBe(660_000);
  });

  it('WHEN the clock of the host jumps meanwhile THEN that look decides nothing', async () => {
    const world = await worldAfterDeath(3, 'n2');
    world.jumpMs = HOUR_MS;
    await expect(world.event()).rejects.toMatchObject({ name: 'WrongClockError' });
    expect(world.fenced()).toEqual([]);
  });

  it('WHEN the timer is early THEN it waits on', async () => {
    const world = await worldAfterDeath(3, 'n2');
    const ports = { ...world.ports, pause: async (milliseconds: number) => world.pass(Math.min(milliseconds, 30_000)) };
    const before = world.looks();
    await handleRebalancerEvent(ports, world.settings)({ mayWait: true });
    expect(world.fenced()).toEqual(['n2']);
    expect(world.looks() - before).toBe(2);
  });
});

describe('GIVEN a fleet that lives', () => {
  it('THEN a tick is one look, but for the first ones', async () => {
    const world = new BeatingWorld(3);
    await world.ticksUntil(240_000);
    const before = world.looks();
    await world.ticksUntil(1_440_000);
    expect(world.looks() - before).toBe(20);
  });

  it('WHEN a lease is much longer than a tick THEN nobody waits for it: a later tick looks', async () => {
    const world = await worldAfterDeath(3);
    world.settings = { ...world.settings, policy: { ...world.settings.policy, leaseSeconds: 600 } };
    world.table.memories.clear();
    expect(await world.event()).toEqual({ lookAgainAtMs: 1_260_000 });
    expect(world.nowMs).toBe(660_000);
  });
});

describe('GIVEN a move whose end has died', () => {
  const move = { from: 'n1', to: 'n2', toIncarnation: 'first' };

  it('WHEN the target owned the shard THEN it is taken over by the look that follows at once', async () => {
    const world = await worldAfterDeath(3, 'n2');
    world.setMove('shard-00000', 'n2', { ...move, state: 'committed', actor: 'n2' });
    await world.event();
    expect(world.nowMs).toBe(705_000);
    expect(world.moves()).toContainEqual(
      expect.objectContaining({ shard: 'shard-00000', from: null, startedAtMs: 705_000 }),
    );
  });

  it('WHEN both ends have died THEN two further looks take the shard over', async () => {
    const world = await worldAfterDeath(12, 'n1', 'n2');
    world.setMove('shard-00000', 'n1', { ...move, state: 'releasing', actor: 'n1' });
    const before = world.looks();
    await world.event();
    expect(world.looks() - before).toBe(4);
    expect(world.moves()).toContainEqual(
      expect.objectContaining({ shard: 'shard-00000', from: null, startedAtMs: 705_000 }),
    );
  });

  it('WHEN the table refuses to end the move THEN it does not look for ever', async () => {
    const world = await worldAfterDeath(3, 'n2');
    world.setMove('shard-00000', 'n2', { ...move, state: 'committed', actor: 'n2' });
    world.table.changeMove = async () => false;
    const before = world.looks();
    expect(await world.event()).toEqual({});
    expect(world.looks() - before).toBe(4);
  });
});

describe('GIVEN two of four nodes that fall silent at once', () => {
  it('THEN further looks do not shorten the three ticks of the brake', async () => {
    const world = await worldAfterDeath(4, 'n2', 'n3');
    for (const tickMs of [660_000, 720_000, 780_000, 840_000]) {
      world.pass(tickMs - world.nowMs);
      await world.event();
      expect(world.fenced()).toEqual([]);
    }
    world.pass(900_000 - world.nowMs);
    await world.event();
    expect(world.fenced()).toEqual(['n2', 'n3']);
  });
});

describe('GIVEN a shard that its live owner does not serve', () => {
  it('THEN further looks do not shorten the three ticks after which it is moved', async () => {
    const world = new BeatingWorld(3);
    await world.ticksUntil(240_000);
    const [shard = ''] = world.ownedBy('n1');
    const moved = () => world.moves().filter(({ reason }) => reason === 'unserved');
    world.unnamed = shard;
    world.pass(15_000);
    await world.event();
    world.pass(TICK_MS);
    await world.event();
    await world.event({ isFurtherLook: true });
    await world.event({ isFurtherLook: true });
    expect(moved()).toEqual([]);
    world.pass(TICK_MS);
    await world.event();
    expect(moved()).toMatchObject([{ shard, from: 'n1' }]);
  });
});
