import { describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { RebalancerWorld } from './rebalancer-world';

async function placedWorld(...ids: readonly string[]): Promise<RebalancerWorld> {
  const world = new RebalancerWorld();
  for (const id of ids) {
    world.join(id);
  }
  await world.tick(...ids);
  world.finishMoves();
  await world.tick(...ids);
  world.finishMoves();
  return world;
}

function codesKept(world: RebalancerWorld): readonly string[] {
  return world.table.history.map(({ decision }) => decision.reason.code);
}

describe('a dead node whose instance is in service', () => {
  it('counts as a fault until its instance goes: nobody else tells that it bills and serves nothing', async () => {
    const world = await placedWorld('n1', 'n2');
    const faults = () => world.latestMetric(Metric.AGENT_FAULTS);
    for (let tick = 0; tick < 3; tick += 1) {
      await world.tick('n1');
      world.finishMoves();
    }
    expect([world.ownedBy('n2'), faults()]).toEqual([[], 1]);
    world.group.setState('n2', 'Terminating:Wait');
    await world.tick('n1');
    expect(faults()).toBe(0);
  });
});

describe('a node that nothing leaves', () => {
  it('counts as a stuck drain after half an hour, and no longer once its shards leave', async () => {
    const world = await placedWorld('n1', 'n2');
    await world.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'operator', sinceMs: 0 });
    await world.table.setControl({ nodeId: 'n2', duty: 'draining', cause: 'operator', sinceMs: 0 });
    const stuck: (number | undefined)[] = [];
    for (let tick = 0; tick <= 30; tick += 1) {
      await world.tick('n1', 'n2');
      stuck.push(world.latestMetric(Metric.STUCK_DRAINS));
    }
    expect(stuck).toEqual([...Array.from({ length: 30 }, () => 0), 2]);
    world.join('n3');
    await world.tick('n1', 'n2', 'n3');
    await world.tick('n1', 'n2', 'n3');
    expect(world.latestMetric(Metric.STUCK_DRAINS)).toBe(0);
  });
});

describe('a node that refuses shards', () => {
  it('gets none, and is reported once', async () => {
    const world = await placedWorld('n1');
    world.join('n2', 'b');
    world.beat('n2', { refuses: 'the disk is full' });
    await world.tick('n1', 'n2');
    await world.tick('n1', 'n2');
    expect(world.moves()).toEqual([]);
    expect(codesKept(world).filter((code) => code === 'node-refuses')).toHaveLength(1);
    expect(world.log.lines.at(-1)?.message).toContain('the disk is full');
  });

  it('keeps what it has, and loses it when it is emptied', async () => {
    const world = await placedWorld('n1', 'n2');
    const owned = world.ownedBy('n2');
    world.beat('n2', { refuses: 'the disk is full' });
    await world.tick('n1', 'n2');
    expect(world.ownedBy('n2')).toEqual(owned);
    await world.table.setControl({ nodeId: 'n2', duty: 'draining', cause: 'operator', sinceMs: 0 });
    await world.tick('n1', 'n2');
    expect(world.moves().some(({ from, to }) => from === 'n2' && to === 'n1')).toBe(true);
  });

  it('is waited for when every node refuses', async () => {
    const world = new RebalancerWorld();
    world.join('n1');
    world.beat('n1', { refuses: 'the disk is read-only', refusesHard: true });
    await world.tick('n1');
    expect(world.moves()).toEqual([]);
    expect(codesKept(world)).toContain('nodes-refuse');
  });
});

describe('a node whose control word somebody wrote by hand', () => {
  it('is emptied although the word names no cause, and keeps no shard waiting that it would refuse', async () => {
    const world = await placedWorld('n1');
    world.join('n2', 'b');
    world.table.controls.set('n2', { nodeId: 'n2', duty: 'draining', sinceMs: 0 } as never);
    world.table.shards.set('shard-00000', { id: 'shard-00000', owner: null, followers: [], epoch: 1 });
    await world.tick('n1', 'n2');
    expect(world.moves().map(({ shard, to }) => [shard, to])).toEqual([['shard-00000', 'n1']]);
    expect(world.latestMetric(Metric.AGENT_FAULTS)).toBe(1);
  });

  it('is served on although nobody can read its duty', async () => {
    const world = await placedWorld('n1', 'n2');
    world.table.controls.set('n2', { nodeId: 'n2', duty: 'drain', cause: 'scale-in', sinceMs: 0 } as never);
    await world.tick('n1', 'n2');
    expect(world.moves()).toEqual([]);
    expect(world.latestMetric(Metric.AGENT_FAULTS)).toBe(1);
  });
});

describe('a shard that its owner does not serve', () => {
  /** A tick in which n1 names none of its shards. */
  async function silentTick(world: RebalancerWorld): Promise<void> {
    world.beat('n1', { shards: {} });
    world.beat('n2');
    await world.tick();
  }

  function withIncarnations(world: RebalancerWorld): RebalancerWorld {
    for (const [id, shard] of world.table.shards) {
      world.table.shards.set(id, { ...shard, ownerIncarnation: 'first' });
    }
    return world;
  }

  it('goes to another node at the third tick in a row, and not before', async () => {
    const world = withIncarnations(await placedWorld('n1', 'n2'));
    const owned = world.ownedBy('n1');
    await silentTick(world);
    await silentTick(world);
    expect(world.moves().filter(({ reason }) => reason === 'unserved')).toEqual([]);
    await silentTick(world);
    const moves = world.moves().filter(({ reason }) => reason === 'unserved');
    expect(moves.map(({ shard }) => shard)).toEqual(owned.slice(0, moves.length));
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.every(({ from, to, state }) => from === 'n1' && to === 'n2' && state === 'copying')).toBe(true);
  });

  it('stays when it is served again in between', async () => {
    const world = withIncarnations(await placedWorld('n1', 'n2'));
    await silentTick(world);
    await silentTick(world);
    await world.tick('n1', 'n2');
    await silentTick(world);
    await silentTick(world);
    expect(world.moves().filter(({ reason }) => reason === 'unserved')).toEqual([]);
  });

  it('is held with a reason when there is no other node', async () => {
    const world = withIncarnations(await placedWorld('n1'));
    for (let tick = 0; tick < 3; tick += 1) {
      world.beat('n1', { shards: {} });
      await world.tick();
    }
    expect(world.moves()).toEqual([]);
    expect(world.latestMetric(Metric.HOLDS)).toBe(1);
  });
});

describe('a move that takes too long', () => {
  it('is cancelled, and another node is tried before the same one', async () => {
    const world = await placedWorld('n1');
    const moveBudgets = { perNode: 20, perZone: 20, perFleet: 20 };
    world.settings = { ...world.settings, policy: { ...world.settings.policy, moveBudgets } };
    world.join('n2', 'b');
    world.join('n3', 'c');
    await world.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'operator', sinceMs: 0 });
    await world.tick('n1', 'n2', 'n3');
    const [first] = world.moves();
    const others = () => world.moves().filter(({ shard }) => shard === first?.shard);
    world.nowMs += (world.settings.policy.moveTimeoutSeconds - 60) * 1000;
    for (const id of ['n1', 'n2', 'n3']) {
      world.beat(id);
    }
    await world.tick('n1', 'n2', 'n3');
    expect(others()).toHaveLength(1);
    await world.tick('n1', 'n2', 'n3');
    expect(codesKept(world)).toContain('timed-out');
    expect(others()).toEqual([]);
    await world.tick('n1', 'n2', 'n3');
    expect(others()).toHaveLength(1);
    expect(others()[0]?.to).not.toBe(first?.to);
  });
});

describe('what nodes tell of themselves', () => {
  it('is counted: faults of all, and the oldest write that is not durable', async () => {
    const world = await placedWorld('n1', 'n2');
    const fault = { code: 'DiskFull', message: 'no space left' };
    world.beat('n1', { faults: [fault, fault], unflushedSeconds: 12 });
    world.beat('n2', { faults: [fault], unflushedSeconds: 70 });
    await world.tick('n1', 'n2');
    expect(world.latestMetric(Metric.AGENT_FAULTS)).toBe(3);
    expect(world.latestMetric(Metric.RECOVERY_POINT)).toBe(70);
  });

  it('counts no more once the node is down', async () => {
    const world = await placedWorld('n1', 'n2');
    world.group.setState('n2', 'Terminating:Wait');
    world.beat('n2', { faults: [{ code: 'DiskFull', message: 'no space left' }], unflushedSeconds: 70 });
    await world.tick('n1', 'n2');
    await world.tick('n1');
    expect(world.latestMetric(Metric.AGENT_FAULTS)).toBe(0);
    expect(world.latestMetric(Metric.RECOVERY_POINT)).toBe(0);
  });
});

describe('the series of a fleet in CloudWatch', () => {
  it('are at most 20', () => {
    expect(new Set(Object.values(Metric)).size).toBeLessThanOrEqual(20);
  });
});
