import { describe, expect, it } from 'vitest';
import { shardIds } from '../../../core/fleet/shard';
import { ROWS_PER_TICK } from '../../../lambda/rebalancer/read-shards';
import { RebalancerWorld } from './rebalancer-world';

describe('a new table over homes that were kept', () => {
  it('Law 3: begins in the epochs of the homes, so that the first owners come after all former ones', async () => {
    const world = new RebalancerWorld();
    world.homes.epochs.set('shard-00002', 41);
    world.join('n1');
    await world.tick('n1');
    expect([...world.table.shards.values()].map((shard) => shard.epoch)).toEqual([0, 0, 41, 0, 0, 0, 0, 0]);
    await world.tick('n1');
    world.finishMoves();
    expect(world.table.shards.get('shard-00002')).toMatchObject({ owner: 'n1', epoch: 42 });
  });

  it('places none of them until a lease that a former owner may have is over, and the new ones at once', async () => {
    const world = new RebalancerWorld();
    world.settings = { ...world.settings, policy: { ...world.settings.policy, leaseSeconds: 100 } };
    world.homes.epochs.set('shard-00002', 41);
    world.join('n1');
    await world.tick('n1');
    await world.tick('n1');
    expect(world.moves().filter(({ shard }) => shard === 'shard-00002')).toEqual([]);
    expect(world.moves()).toHaveLength(7);
    await world.tick('n1');
    expect(world.moves()).toHaveLength(8);
  });

  it('waits as well when the tick that made the rows got no further', async () => {
    const world = new RebalancerWorld();
    for (const id of shardIds(8)) {
      world.table.shards.set(id, { id, owner: null, followers: [], epoch: 5 });
    }
    world.join('n1');
    await world.tick('n1');
    expect(world.moves()).toEqual([]);
    await world.tick('n1');
    expect(world.moves()).toHaveLength(8);
  });

  it('waits anew when somebody deletes rows of a running fleet, and forgets nothing meanwhile', async () => {
    const world = new RebalancerWorld();
    world.join('n1');
    await world.tick('n1');
    world.finishMoves();
    world.table.shards.delete('shard-00002');
    world.homes.epochs.set('shard-00002', 1);
    await world.tick('n1');
    expect(world.moves()).toEqual([]);
    await world.tick('n1');
    expect(world.moves().map(({ shard }) => shard)).toEqual(['shard-00002']);
  });

  it('makes a missing row though there are as many as shards, one under a wrong name', async () => {
    const world = new RebalancerWorld();
    world.join('n1');
    await world.tick('n1');
    world.table.shards.delete('shard-00002');
    world.table.shards.set('shard-0002', { id: 'shard-0002', owner: 'n1', followers: [], epoch: 1 });
    await world.tick('n1');
    expect(world.table.shards.has('shard-00002')).toBe(true);
  });

  it('places none of them while a node says that it serves them', async () => {
    const world = new RebalancerWorld();
    world.homes.epochs.set('shard-00002', 41);
    world.join('n1');
    world.join('n2');
    for (let tick = 0; tick < 5; tick += 1) {
      world.beat('n1', { shards: { 'shard-00002': { bytes: 1, load: 0.1 } } });
      await world.tick('n2');
    }
    expect(world.moves().filter(({ shard }) => shard === 'shard-00002')).toEqual([]);
    expect(world.table.history.map(({ decision }) => decision.reason.code)).toContain('still-served');
  });

  it('makes no row over a home that nobody can read, says so once, and counts it each tick', async () => {
    const world = new RebalancerWorld();
    world.homes.epochs.set('shard-00002', { unreadable: 'the manifest is not JSON; it may be truncated' });
    world.join('n1');
    await world.tick('n1');
    await world.tick('n1');
    expect(world.table.shards.has('shard-00002')).toBe(false);
    expect(world.table.shards.size).toBe(7);
    const kept = world.table.history.filter(({ decision }) => decision.reason.code === 'home-unreadable');
    expect(kept.map(({ decision }) => decision.reason.text)).toEqual([
      'shard-00002 gets no row, because nobody can read its manifest: the manifest is not JSON; it may be truncated',
    ]);
    expect(world.latestMetric('AgentFaults')).toBe(1);
    const errors = world.log.lines.filter(({ level }) => level === 'error');
    expect(errors.map(({ fields }) => fields)).toEqual(
      Array(2).fill({ code: 'home-unreadable', shards: ['shard-00002'] }),
    );
  });

  it('makes the row once the home can be read', async () => {
    const world = new RebalancerWorld();
    world.homes.epochs.set('shard-00002', { unreadable: 'damaged' });
    world.join('n1');
    await world.tick('n1');
    world.homes.epochs.set('shard-00002', 3);
    await world.tick('n1');
    expect(world.table.shards.get('shard-00002')).toMatchObject({ epoch: 3 });
    expect(world.latestMetric('AgentFaults')).toBe(0);
  });

  it('asks for homes only while rows are missing', async () => {
    const world = new RebalancerWorld();
    world.join('n1');
    await world.tick('n1');
    await world.tick('n1');
    expect(world.homes.asked).toEqual([8]);
  });

  it('makes so many rows a tick at most', async () => {
    const world = new RebalancerWorld();
    world.settings = { ...world.settings, policy: { ...world.settings.policy, shardCount: ROWS_PER_TICK + 3 } };
    world.group.add('n1', 'a', 'Pending:Wait');
    await world.tick();
    expect(world.table.shards.size).toBe(ROWS_PER_TICK);
    await world.tick();
    expect([world.table.shards.size, world.homes.asked]).toEqual([ROWS_PER_TICK + 3, [ROWS_PER_TICK, 3]]);
  });

  it('makes none in observe-only mode', async () => {
    const world = new RebalancerWorld();
    world.settings = { ...world.settings, acts: false };
    world.join('n1');
    await world.tick('n1');
    expect([world.table.shards.size, world.homes.asked]).toEqual([0, []]);
  });
});
