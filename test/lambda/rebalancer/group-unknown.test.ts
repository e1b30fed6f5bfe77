import { describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { NoGroupError } from '../../../lambda/adapters/no-group-error';
import { placedWorld, type RebalancerWorld } from './rebalancer-world';

const REFUSAL = new Error('Rate exceeded');

/** A placed fleet of three nodes of a group that AWS does not describe from now on. */
async function unknownWorld(refusal = REFUSAL): Promise<RebalancerWorld> {
  const world = await placedWorld();
  world.group.add('n3', 'b', 'Terminating:Wait');
  world.beat('n3', { zone: 'b' });
  await world.tick('n1', 'n2', 'n3');
  world.group.describe = async () => Promise.reject(refusal);
  return world;
}

describe('while AWS does not describe the group', () => {
  it('shards of a dead node are taken over, and each tick fails', async () => {
    const world = await unknownWorld();
    const lost = world.ownedBy('n2');
    await expect(world.tick('n1', 'n3')).rejects.toThrow('Rate exceeded');
    await expect(world.tick('n1', 'n3')).rejects.toThrow('Rate exceeded');
    expect(lost.length).toBeGreaterThan(0);
    expect(world.moves().map(({ shard, to }) => [shard, to])).toEqual(lost.map((shard) => [shard, 'n1']));
    expect(world.latestMetric(Metric.UNOWNED_SHARDS)).toBe(lost.length);
  });

  it('nodes are what they were, words stay, and a node that came since waits', async () => {
    const world = await unknownWorld();
    await world.table.setControl({ nodeId: 'n9', duty: 'draining', cause: 'terminating', sinceMs: 0 });
    world.beat('n4');
    for (let tick = 0; tick < 3; tick += 1) {
      await expect(world.tick('n1', 'n2', 'n3', 'n4')).rejects.toThrow('Rate exceeded');
    }
    expect(world.moves()).toEqual([]);
    expect([...world.table.controls.keys()]).toEqual(['n9']);
    expect(world.latestMetric(Metric.LIVE_NODES)).toBe(3);
  });

  it('nothing is decided as long as no earlier look is remembered, nor once there is no group', async () => {
    const world = await unknownWorld();
    world.table.memories.clear();
    const emitted = world.log.emitted.length;
    await expect(world.tick('n1', 'n2', 'n3')).rejects.toThrow('Rate exceeded');
    const gone = await unknownWorld(new NoGroupError('fleet'));
    await expect(gone.tick('n1')).rejects.toThrow('there is no Auto Scaling group fleet');
    expect([world.log.emitted.length, gone.moves()]).toEqual([emitted, []]);
  });
});
