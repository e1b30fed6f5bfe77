import { describe, expect, it } from 'vitest';
import { placedWorld } from './rebalancer-world';

describe('a node that the group does not list', () => {
  it('keeps its shards, and those on their way to it, while one answer misses it and it renews its lease', async () => {
    const world = await placedWorld();
    world.join('n3', 'b');
    await world.tick('n1', 'n2', 'n3');
    expect(world.moves().map(({ to }) => to)).toContain('n3');
    const before = world.moves();
    world.group.instances.delete('n3');
    await world.tick('n1', 'n2', 'n3');
    expect(world.moves()).toEqual(before);
    world.group.add('n3', 'b');
    await world.tick('n1', 'n2', 'n3');
    expect(world.moves()).toEqual(before);
  });

  it('is emptied with the next tick when it was detached', async () => {
    const world = await placedWorld();
    world.group.instances.delete('n2');
    await world.tick('n1', 'n2');
    expect(world.moves()).toEqual([]);
    await world.tick('n1', 'n2');
    expect(world.moves().map(({ from, to }) => [from, to])).toContainEqual(['n2', 'n1']);
  });
});
