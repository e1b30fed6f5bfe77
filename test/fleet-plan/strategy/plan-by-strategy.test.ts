import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeByBoundedHashing } from '../../../core/placement/bounded-hashing';
import { InvalidFleetError } from '../../../core/planner/planner-faults';
import type { PlannerInput } from '../../../core/planner/planner-input';
import { readFleet } from '../../../core/planner/read-fleet';
import type { FleetPlan, Strategy } from '../../../fleet-plan/strategy/fleet-plan';
import { planByStrategy } from '../../../fleet-plan/strategy/plan-by-strategy';
import { node, shard, UNEVEN } from '../fleet-files';

const PLACEMENTS: readonly Strategy[] = ['hash', 'round-robin', 'load'];

function plannedBy(strategy: Strategy, fleet: object): FleetPlan {
  return planByStrategy(readFleet(fleet as PlannerInput), strategy);
}

/** The owners of each shard once all moves are done. */
function ownersAfter(
  fleet: { readonly shards: readonly { id: string; owners: readonly string[] }[] },
  plan: FleetPlan,
) {
  const owners = new Map(fleet.shards.map(({ id, owners: own }) => [id, [...own]]));
  for (const { shard: id, from, to } of plan.moves) {
    const own = owners.get(id) as string[];
    expect(own, `${to} has no replica of ${id} yet`).not.toContain(to);
    const place = from === null ? own.length : own.indexOf(from);
    expect(place).toBeGreaterThanOrEqual(0);
    own[place] = to;
  }
  return owners;
}

describe('planByStrategy', () => {
  test('balance is the plan of the planner, by hand', () => {
    const plan = plannedBy('balance', UNEVEN);
    expect(plan).toMatchObject({ strategy: 'balance', before: { maxOverMean: 1.5 }, after: { maxOverMean: 1 } });
    expect(plan.moves).toEqual([{ shard: 's-2', from: 'n-1', to: 'n-3', bytes: 10e9, reason: 'balance', gain: 0.5 }]);
    expect(plan.lowerBoundBytes).toBeCloseTo(9e9);
    expect(plan.comparison).toBeUndefined();
  });

  test('a placement is compared with balance, and says what it misses', () => {
    const plan = plannedBy('hash', UNEVEN);
    const placement = placeByBoundedHashing(
      ['n-1', 'n-2', 'n-3'].map((id, at) => ({ id, weight: 1, zone: 'abc'[at] })),
    );
    expect(ownersAfter(UNEVEN, plan)).toEqual(new Map(UNEVEN.shards.map(({ id }) => [id, [placement.lookup(id)]])));
    const { after, moves, bytesMoved, comparison } = plan;
    expect(comparison).toEqual([
      { strategy: 'hash', maxOverMean: after.maxOverMean, moves: moves.length, bytesMoved },
      { strategy: 'balance', maxOverMean: 1, moves: 1, bytesMoved: 10e9 },
    ]);
    expect(plan.lowerBoundBytes).toBeCloseTo(9e9);
    const counts = UNEVEN.nodes.map(({ id }) => UNEVEN.shards.filter((one) => placement.lookup(one.id) === id).length);
    expect(after.maxOverMean, 'shards of 20 on nodes with a mean of 40').toBeCloseTo(Math.max(...counts) / 2);
  });

  test('load puts the heaviest shards first, so that weights of 4, 3, 3 and 2 come to 6 and 6', () => {
    const nodes = [node('n-1', 'a'), node('n-2', 'b')];
    const shards = [4, 3, 3, 2].map((load, at) => shard(`s-${at}`, ['n-1'], { load }));
    expect(plannedBy('load', { nodes, shards }).after.maxOverMean).toBe(1);
  });

  test('a node of three times the capacity gets three times the shards by turns', () => {
    const large = { capacity: { bytes: 1e15, load: { cpu: 3, qps: 300 } } };
    const small = { capacity: { bytes: 1e15, load: { cpu: 1, qps: 100 } } };
    const nodes = [node('n-1', 'a', large), node('n-2', 'b', small)];
    const shards = Array.from({ length: 4000 }, (_, at) =>
      shard(`s-${at}`, ['n-1'], { load: { cpu: 1e-6, qps: 1e-4 } }),
    );
    expect(plannedBy('round-robin', { nodes, shards }).moves.length / 4000).toBeCloseTo(0.25, 1);
  });

  test('one heavy shard is more than a placement can balance', () => {
    const shards = [shard('s-1', ['n-1'], { load: 80 }), shard('s-2', ['n-2'], { load: 10 })];
    const plan = plannedBy('round-robin', { nodes: UNEVEN.nodes.slice(0, 2), shards, policy: { maxOverMean: 1.05 } });
    expect(plan.unmet).toMatchObject([{ goal: 'balance', subject: 'fleet', by: plan.after.maxOverMean - 1.05 }]);
  });

  test.each(PLACEMENTS)('%s: gives reasons, and leaves nodes that are to be emptied', (strategy) => {
    const nodes = [
      node('n-1', 'a'),
      node('n-2', 'b'),
      node('old', 'a', { state: 'draining' }),
      node('gone', 'b', { state: 'down' }),
      node('new', 'b', { state: 'joining' }),
    ];
    const shards = [shard('s', ['old', 'gone']), shard('t', ['n-1']), shard('u', ['n-1', 'n-2'])];
    const plan = plannedBy(strategy, { nodes, shards, policy: { replicas: 2 } });
    const reasons = plan.moves.map(({ shard: id, from, reason }) => [id, from, reason]);
    expect(reasons.sort()).toEqual([
      ['s', 'gone', 'take-over'],
      ['s', 'old', 'evacuation'],
      ['t', null, 'missing-replica'],
    ]);
    expect(plan.unmet).toEqual([]);
  });

  test.each(PLACEMENTS)('%s: without an active node nothing moves, and that is said', (strategy) => {
    const fleet = { nodes: [node('n-1', 'a', { state: 'draining' })], shards: [shard('s', ['n-1'])] };
    const plan = plannedBy(strategy, fleet);
    expect(plan.moves).toEqual([]);
    expect(plan.unmet).toMatchObject([{ goal: 'evacuation', subject: 'n-1' }]);
  });

  test.each(PLACEMENTS)('%s: after its moves the same placement moves nothing', (strategy) => {
    const state = fc.constantFrom('active', 'active', 'active', 'draining', 'down', 'joining');
    const fleet = fc.record({
      states: fc.array(state, { minLength: 1, maxLength: 6 }),
      seed: fc.nat(),
      replicas: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fleet, ({ states, seed, replicas }) => {
        const nodes = states.map((given, at) => node(`n-${at}`, `z-${at % 3}`, { state: given }));
        const ownersOf = (at: number) =>
          Array.from(
            { length: (seed + at) % (replicas + 1) },
            (_, place) => `n-${(seed + at * 7 + place) % nodes.length}`,
          );
        const shards = Array.from({ length: 20 }, (_, at) => shard(`s-${at}`, [...new Set(ownersOf(at))]));
        const first = plannedBy(strategy, { nodes, shards, policy: { replicas } });
        expect(first.bytesMoved).toBe(first.moves.length * 1e10);
        const owners = ownersAfter({ shards }, first);
        const settled = shards.map((one) => ({ ...one, owners: owners.get(one.id) ?? [] }));
        expect(plannedBy(strategy, { nodes, shards: settled, policy: { replicas } }).moves).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test('a shard with more replicas than wanted keeps those that need not go', () => {
    const nodes = [node('n-1', 'a'), node('n-2', 'b'), node('old', 'c', { state: 'draining' })];
    const shards = [shard('s', ['n-1', 'old', 'n-2']), shard('t', ['old', 'n-1'])];
    const plan = plannedBy('hash', { nodes, shards, policy: { replicas: 2 } });
    expect(plan.moves).toEqual([{ shard: 't', from: 'old', to: 'n-2', bytes: 1e10, reason: 'evacuation' }]);
    expect(plan.unmet).toMatchObject([{ goal: 'evacuation', by: 1 }]);
  });
});

test('a fleet that cannot be is refused by the planner', () => {
  expect(() => plannedBy('hash', { nodes: [], shards: [] })).toThrow(InvalidFleetError);
});
