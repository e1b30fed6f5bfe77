import { describe, expect, it } from 'vitest';
import { RebalancerWorld } from './rebalancer-world';

describe('carrying a plan out', () => {
  it('has one transaction in flight, because all of them check the same item and DynamoDB cancels such as meet', async () => {
    const world = new RebalancerWorld();
    world.join('n1');
    const { createMove } = world.table;
    let inFlight = 0;
    let most = 0;
    world.table.createMove = async (turn, shard, move) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await Promise.resolve();
      inFlight -= 1;
      return createMove.call(world.table, turn, shard, move);
    };
    await world.tick('n1');
    expect(world.moves()).toHaveLength(8);
    expect(most).toBe(1);
  });
});
