import { describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { placedWorld, RebalancerWorld } from './rebalancer-world';

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

/** A move from n2 to n1 has spent the one place that there is, and n1 is to be emptied instead. */
async function worldOfOneMove(): Promise<RebalancerWorld> {
  const world = new RebalancerWorld();
  world.join('n1');
  world.join('n2');
  await world.tick('n1', 'n2');
  world.finishMoves();
  const moveBudgets = { perNode: 1, perZone: 1, perFleet: 1 };
  world.settings = { ...world.settings, policy: { ...world.settings.policy, moveBudgets } };
  await world.table.setControl({ nodeId: 'n2', duty: 'draining', cause: 'operator', sinceMs: 0 });
  await world.tick('n1', 'n2');
  await world.table.clearControl('n2');
  await world.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'operator', sinceMs: 0 });
  return world;
}

describe('GIVEN a move that the plan ends, and whose place it gives to another', () => {
  it('WHEN the table ends it THEN the other starts', async () => {
    const world = await worldOfOneMove();
    await world.tick('n1', 'n2');
    expect(world.moves()).toMatchObject([{ from: 'n1', to: 'n2' }]);
  });

  it('Law 5: WHEN the table refuses to end it THEN the other does not start until the next tick', async () => {
    const world = await worldOfOneMove();
    const { changeMove } = world.table;
    world.table.changeMove = async () => false;
    await world.tick('n1', 'n2');
    expect(world.moves()).toMatchObject([{ from: 'n2', to: 'n1' }]);
    world.table.changeMove = changeMove;
    await world.tick('n1', 'n2');
    expect(world.moves()).toMatchObject([{ from: 'n1', to: 'n2' }]);
  });
});

it('Law 5: GIVEN a fence that is refused THEN no move within the budgets starts until the next tick', async () => {
  const world = new RebalancerWorld();
  const live = ['n1', 'n2', 'n3', 'n4'];
  for (const id of [...live, 'n5']) {
    world.join(id);
  }
  await world.tick(...live, 'n5');
  world.finishMoves();
  await world.tick(...live, 'n5');
  world.finishMoves();
  await world.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'operator', sinceMs: 0 });
  const { fence } = world.table;
  world.table.fence = async (nodeId, seen) => {
    world.beat('n5');
    return fence.call(world.table, nodeId, seen);
  };
  await world.tick(...live);
  expect(world.moves()).toEqual([]);
  await world.tick(...live, 'n5');
  expect(world.moves().map(({ from }) => from)).toContain('n1');
});

it('ends a move whose target has started anew, although that node lives', async () => {
  const world = await worldOfOneMove();
  await world.table.clearControl('n1');
  const [before] = world.moves();
  world.beat('n1', { incarnation: 'second' });
  await world.tick('n1', 'n2');
  expect(before).toMatchObject({ to: 'n1', toIncarnation: 'first' });
  expect(world.moves().map(({ id }) => id)).not.toContain(before?.id);
});

it('does not forget a node that the group lists no more, but whose fence is refused: it lives', async () => {
  const world = new RebalancerWorld();
  world.join('n1');
  await world.tick('n1');
  world.finishMoves();
  world.beat('gone');
  await world.tick('n1');
  const { fence } = world.table;
  world.table.fence = async (nodeId, seen) => {
    world.beat('gone');
    return fence.call(world.table, nodeId, seen);
  };
  await world.tick('n1');
  expect(world.table.heartbeats.has('gone')).toBe(true);
  world.table.fence = fence;
  await world.tick('n1');
  await world.tick('n1');
  expect(world.table.heartbeats.has('gone')).toBe(false);
});

describe('GIVEN a write that fails each time', () => {
  /** Two nodes, of which n2 is about to be found dead; the table fails for some of its shards. */
  async function worldOfFaults(count: number) {
    const world = await placedWorld();
    const lost = world.ownedBy('n2');
    const damaged = new Set(lost.slice(0, count));
    const { createMove } = world.table;
    let attempts = 0;
    world.table.createMove = async (turn, shard, move) => {
      attempts += 1;
      return damaged.has(shard.id)
        ? Promise.reject(new Error('item too large'))
        : createMove.call(world.table, turn, shard, move);
    };
    return { world, lost, damaged, attempts: () => attempts };
  }

  it('THEN all other shards of a dead node are taken over, the tick reports, and fails by the name of the shard', async () => {
    const { world, lost, damaged } = await worldOfFaults(1);
    const [first] = damaged;
    await expect(world.tick('n1')).rejects.toThrow(`${first}: Error: item too large`);
    const taken = world.moves().map(({ shard }) => shard);
    expect(lost.length).toBeGreaterThan(1);
    expect(new Set(taken)).toEqual(new Set(lost.filter((shard) => !damaged.has(shard))));
    expect(world.latestMetric(Metric.MOVES_STARTED)).toBe(lost.length - 1);
  });

  it('WHEN three have failed THEN the tick writes no more, for it is the table that fails', async () => {
    const { world, attempts } = await worldOfFaults(4);
    await expect(world.tick('n1')).rejects.toThrow('item too large');
    expect(attempts()).toBe(3);
  });
});
