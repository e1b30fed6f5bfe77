import { describe, expect, it } from 'vitest';
import { planRebalance } from '../../../core/rebalance/plan-rebalance';
import type { RebalancePlan } from '../../../core/rebalance/rebalance-plan';
import { limitWrites, WRITES_PER_TICK } from '../../../lambda/rebalancer/limit-writes';
import { RebalancerWorld } from './rebalancer-world';

/** A plan of so many orders; only their number matters here. */
function planOf(shards: number, parked = false): RebalancePlan {
  const world = new RebalancerWorld();
  world.join('n1');
  const heartbeat = world.table.heartbeats.get('n1');
  return planRebalance({
    policy: world.settings.policy,
    nodes: [{ id: 'n1', zone: 'a', state: 'active', ...(heartbeat ? { heartbeat } : {}) }],
    shards: Array.from({ length: shards }, (_, index) => ({
      id: `s${index}`,
      owner: parked ? 'gone' : null,
      followers: [],
      epoch: 0,
    })),
    nowMs: 0,
    version: 1,
    wasRebalancing: false,
    parked,
  });
}

describe('limitWrites', () => {
  it('leaves a plan alone that fits', () => {
    const plan = planOf(3);
    expect(limitWrites(plan, 3)).toBe(plan);
  });

  it('keeps the first orders and counts the others as held for the next tick', () => {
    const plan = planOf(5);
    const limited = limitWrites(plan, 2);
    expect(limited.orders).toEqual(plan.orders.slice(0, 2));
    expect(limited.held).toEqual({ 'next-tick': 3 });
  });
});

describe('limitWrites of moves for balance', () => {
  const balance = { before: 1.3, after: 1.05, moves: 5, bytes: 5, lowerBoundBytes: 5, unmet: [] };

  it('goes on balancing that was begun when it leaves other writes out', () => {
    const plan = { ...planOf(5), isRebalancing: true };
    expect(limitWrites(plan, 4).isRebalancing).toBe(true);
  });

  it('goes on balancing in the next tick when it leaves some of them out', () => {
    const plan = { ...planOf(5), balance };
    expect(limitWrites(plan, 4).isRebalancing).toBe(true);
    expect(limitWrites(plan, 5).isRebalancing).toBe(false);
    expect(limitWrites(planOf(5), 4).isRebalancing).toBe(false);
  });
});

describe('limitWrites of a fleet that is being parked', () => {
  it('counts a release that ends at once as two writes', () => {
    const limited = limitWrites(planOf(5, true), 4);
    expect(limited.orders.map(({ endsAtOnce }) => endsAtOnce)).toEqual([true, true]);
    expect(limited.held).toEqual({ 'next-tick': 3 });
  });
});

describe('a tick that finds more shards without owner than it can write', () => {
  it('places as many as one tick may, and the next tick the others', async () => {
    const world = new RebalancerWorld();
    world.settings = { ...world.settings, policy: { ...world.settings.policy, shardCount: WRITES_PER_TICK + 7 } };
    world.join('n1');
    await world.tick('n1');
    expect(world.moves()).toHaveLength(WRITES_PER_TICK);
    await world.tick('n1');
    expect(world.moves()).toHaveLength(WRITES_PER_TICK + 7);
  });
});
