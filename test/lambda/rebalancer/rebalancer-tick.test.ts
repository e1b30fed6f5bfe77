import { describe, expect, it } from 'vitest';
import { runRebalancerTick } from '../../../lambda/rebalancer/rebalancer-tick';
import { FaultInjector, InjectedCrash } from '../memory/fault-injector';
import { RebalancerWorld } from './rebalancer-world';

/** A fleet of two nodes on which all shards were placed. */
async function placedWorld(): Promise<RebalancerWorld> {
  const world = new RebalancerWorld();
  world.join('n1');
  world.join('n2', 'b');
  await world.tick('n1', 'n2');
  world.finishMoves();
  await world.tick('n1', 'n2');
  return world;
}

describe('the first ticks', () => {
  it('make the shards and place each on a live node', async () => {
    const world = await placedWorld();
    expect(world.table.shards.size).toBe(8);
    expect(world.ownedBy('n1').length + world.ownedBy('n2').length).toBe(8);
    expect(world.ownedBy('n1').length).toBeGreaterThan(2);
    expect(world.ownedBy('n2').length).toBeGreaterThan(2);
  });

  it('place nothing while no node has a lease', async () => {
    const world = new RebalancerWorld();
    world.group.add('n1', 'a', 'Pending:Wait');
    await world.tick();
    expect(world.moves()).toEqual([]);
    expect(world.table.history.map(({ decision }) => decision.reason.code)).toEqual(['no-active-node']);
  });
});

describe('a word about a node that never sent a heartbeat', () => {
  const word = { nodeId: 'n9', duty: 'draining', cause: 'terminating', sinceMs: 0 } as const;

  it('is removed once the group no longer lists the node, or such words would pile up for good', async () => {
    const world = await placedWorld();
    world.group.add('n9', 'a', 'Terminating:Wait');
    await world.table.setControl(word);
    await world.tick('n1', 'n2');
    expect([...world.table.controls.keys()]).toEqual(['n9']);
    world.group.instances.delete('n9');
    await world.tick('n1', 'n2');
    expect([...world.table.controls.keys()]).toEqual([]);
  });

  it('stays in a halted fleet', async () => {
    const world = await placedWorld();
    await world.table.setControl(word);
    world.table.switches = { halted: true, parked: false };
    await world.tick('n1', 'n2');
    expect([...world.table.controls.keys()]).toEqual(['n9']);
  });
});

describe('a converged fleet', () => {
  it('Law 7: plans nothing, tick after tick', async () => {
    const world = await placedWorld();
    for (let tick = 0; tick < 20; tick += 1) {
      await world.tick('n1', 'n2');
    }
    expect(world.moves()).toEqual([]);
  });

  it('sends no event and keeps nothing when nothing changes, so that nothing wakes it', async () => {
    const world = await placedWorld();
    await world.tick('n1', 'n2');
    const [sent, kept] = [world.events.sent.length, world.table.history.length];
    await world.tick('n1', 'n2');
    expect(world.events.sent.length).toBe(sent);
    expect(world.table.history.length).toBe(kept);
  });
});

describe('a node that drains', () => {
  it('Law 2: loses its shards one budget after another', async () => {
    const world = await placedWorld();
    world.settings = {
      ...world.settings,
      policy: { ...world.settings.policy, moveBudgets: { perNode: 1, perZone: 9, perFleet: 9 } },
    };
    await world.table.setControl({ nodeId: 'n2', duty: 'draining', cause: 'scale-in', sinceMs: 0 });
    const before = world.ownedBy('n2').length;
    await world.tick('n1', 'n2');
    expect(world.moves()).toHaveLength(1);
    expect(world.moves()[0]).toMatchObject({ from: 'n2', to: 'n1', reason: 'evacuation', state: 'copying' });
    world.finishMoves();
    for (let tick = 1; tick < before; tick += 1) {
      await world.tick('n1', 'n2');
      world.finishMoves();
    }
    expect(world.ownedBy('n2')).toEqual([]);
  });

  it('gets no shard although it is the emptiest', async () => {
    const world = await placedWorld();
    world.join('n3', 'c');
    await world.table.setControl({ nodeId: 'n3', duty: 'draining', cause: 'operator', sinceMs: 0 });
    await world.tick('n1', 'n2', 'n3');
    expect(world.moves().filter((move) => move.to === 'n3')).toEqual([]);
  });
});

describe('a node that falls silent', () => {
  it('Law 3: is fenced only at the second tick that finds its counter unchanged, and then taken over', async () => {
    const world = await placedWorld();
    const lost = world.ownedBy('n2');
    await world.tick('n1');
    expect(world.table.heartbeats.get('n2')?.fenced).toBe(true);
    expect(world.moves().map((move) => move.shard)).toEqual(lost);
    expect(world.moves().every((move) => move.from === null && move.to === 'n1' && move.state === 'released')).toBe(
      true,
    );
  });

  it('Law 5: is taken over although the event bus refuses every event', async () => {
    const world = await placedWorld();
    world.nowMs += 30_000;
    world.beat('n1');
    world.beat('n2');
    const events = { send: () => Promise.reject(new Error('the bus is gone')) };
    await world.table.setControl({ nodeId: 'n2', duty: 'draining', cause: 'operator', sinceMs: 0 });
    for (let tick = 0; tick < 3; tick += 1) {
      world.nowMs += 60_000;
      world.beat('n1');
      await expect(runRebalancerTick({ ...world.ports, events }, world.settings)).rejects.toThrow('the bus is gone');
    }
    expect(world.table.heartbeats.get('n2')?.fenced).toBe(true);
  });

  it('is left alone when it renewed between the read and the fence', async () => {
    const world = await placedWorld();
    const { fence } = world.table;
    world.table.fence = async (nodeId, seen) => {
      world.beat('n2');
      return fence.call(world.table, nodeId, seen);
    };
    await world.tick('n1');
    expect(world.table.heartbeats.get('n2')?.fenced).toBe(false);
    expect(world.moves()).toEqual([]);
  });

  it('is not judged by a tick that comes too soon', async () => {
    const world = await placedWorld();
    world.nowMs += 50_000;
    await runRebalancerTick(world.ports, world.settings);
    expect(world.table.heartbeats.get('n2')?.fenced).toBe(false);
  });

  it('Law 5: is not taken over for three ticks when over a fifth fall silent at once', async () => {
    const world = await placedWorld();
    for (const id of ['n3', 'n4', 'n5']) {
      world.join(id, 'c');
    }
    await world.tick('n1', 'n2', 'n3', 'n4', 'n5');
    world.finishMoves();
    await world.tick('n1', 'n2', 'n3', 'n4', 'n5');
    world.finishMoves();
    for (let tick = 0; tick < 3; tick += 1) {
      await world.tick('n1', 'n2', 'n3');
      expect(world.table.heartbeats.get('n5')?.fenced).toBe(false);
      expect(world.latestMetric('TakeOverBrake')).toBe(1);
    }
    await world.tick('n1', 'n2', 'n3');
    expect(world.table.heartbeats.get('n5')?.fenced).toBe(true);
  });

  it('is forgotten once the group has, and nothing refers to it', async () => {
    const world = await placedWorld();
    world.group.instances.delete('n2');
    await world.tick('n1');
    world.finishMoves();
    await world.tick('n1');
    expect(world.table.heartbeats.has('n2')).toBe(false);
  });
});

describe('concurrent ticks', () => {
  it('Law 5: cannot overspend, because only the newer turn creates moves', async () => {
    const world = await placedWorld();
    world.settings = {
      ...world.settings,
      policy: { ...world.settings.policy, moveBudgets: { perNode: 1, perZone: 9, perFleet: 9 } },
    };
    await world.table.setControl({ nodeId: 'n2', duty: 'draining', cause: 'scale-in', sinceMs: 0 });
    world.nowMs += 60_000;
    world.beat('n1');
    world.beat('n2');
    await Promise.all([1, 2, 3].map(() => runRebalancerTick(world.ports, world.settings)));
    expect(world.moves()).toHaveLength(1);
  });
});

describe('a crash', () => {
  for (const when of ['before', 'after'] as const) {
    it(`Law 5: ${when} any call is mended by the next ticks`, async () => {
      for (let call = 1; ; call += 1) {
        const world = await placedWorld();
        await world.table.setControl({ nodeId: 'n2', duty: 'draining', cause: 'scale-in', sinceMs: 0 });
        world.nowMs += 60_000;
        world.beat('n1');
        world.beat('n2');
        const injector = new FaultInjector(call, when);
        const ports = { ...world.ports, table: injector.wrap(world.table), events: injector.wrap(world.events) };
        const crashed = await runRebalancerTick(ports, world.settings).then(() => false, isInjected);
        for (let tick = 0; tick < 8; tick += 1) {
          world.finishMoves();
          await world.tick('n1', 'n2');
        }
        expect(world.ownedBy('n1'), `crash ${when} call ${call}`).toHaveLength(8);
        expect(world.moves()).toEqual([]);
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

describe('observe-only mode', () => {
  it('decides and reports, and changes nothing', async () => {
    const world = await placedWorld();
    world.settings = { ...world.settings, acts: false };
    await world.table.setControl({ nodeId: 'n2', duty: 'draining', cause: 'operator', sinceMs: 0 });
    await world.tick('n1', 'n2');
    expect(world.moves()).toEqual([]);
    const last = world.events.sent.at(-1)?.detail;
    expect(last).toMatchObject({ kind: 'move', acts: false, reason: { code: 'evacuation' } });
  });

  it('reports what it would do once, not each minute', async () => {
    const world = await placedWorld();
    world.settings = { ...world.settings, acts: false };
    await world.table.setControl({ nodeId: 'n2', duty: 'draining', cause: 'operator', sinceMs: 0 });
    await world.tick('n1', 'n2');
    const kept = world.table.history.length;
    await world.tick('n1', 'n2');
    expect(world.table.history).toHaveLength(kept);
  });
});

describe('the halt switch', () => {
  it('Law 6: stops moves and take-overs', async () => {
    const world = await placedWorld();
    world.table.switches = { halted: true, parked: false };
    await world.tick('n1');
    await world.tick('n1');
    expect(world.moves()).toEqual([]);
    expect(world.table.heartbeats.get('n2')?.fenced).toBe(false);
  });
});

describe('the metric of unowned shards', () => {
  it('counts those of a silent node, also while the fleet is halted', async () => {
    const world = await placedWorld();
    world.table.switches = { halted: true, parked: false };
    await world.tick('n1');
    expect(world.latestMetric('UnownedShards')).toBe(world.ownedBy('n2').length);
  });
});

describe('every decision', () => {
  it('Law 8: has a reason, and those that act are logged, sent and kept', async () => {
    const world = await placedWorld();
    const moves = world.table.history.filter(({ decision }) => decision.kind === 'move');
    expect(moves).toHaveLength(8);
    expect(moves.every(({ decision }) => decision.reason.text.length > 0)).toBe(true);
    expect(world.events.sent.filter(({ detail }) => 'kind' in detail && detail.kind === 'move')).toHaveLength(8);
    expect(world.latestMetric('MovesStarted')).toBe(0);
  });
});
