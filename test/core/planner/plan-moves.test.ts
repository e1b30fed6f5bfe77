import { describe, expect, test } from 'vitest';
import { planMoves } from '../../../core/planner/plan-moves';
import type { PlannerInput } from '../../../core/planner/planner-input';
import { applied, node, ownersAfter, shard } from './fleet-builder';

const THREE_ZONES = [node('a', 'one'), node('b', 'two'), node('c', 'three')];

function reasons(input: PlannerInput): string[] {
  return planMoves(input).moves.map(({ reason }) => reason);
}

describe('planMoves', () => {
  test('plans nothing for a balanced fleet', () => {
    const shards = ['a', 'b', 'c'].map((id) => shard(`s-${id}`, [id]));
    const plan = planMoves({ nodes: THREE_ZONES, shards });
    expect(plan).toMatchObject({ moves: [], unmet: [], held: [], bytesMoved: 0, lowerBoundBytes: 0 });
    expect(plan.before.maxOverMean).toBeCloseTo(1);
  });

  test('moves the shard with fewest bytes that brings a node below its limit', () => {
    // GIVEN loads 4, 1, 1: mean 2, limit 2.1, so at least 1.9 must leave a
    const shards = [
      shard('large', ['a'], { load: 2, sizeBytes: 9e9 }),
      shard('small', ['a'], { load: 1, sizeBytes: 2e9 }),
      shard('tiny', ['a'], { load: 1, sizeBytes: 1e9 }),
      shard('other', ['b'], { load: 1 }),
      shard('third', ['c'], { load: 1 }),
    ];
    const plan = planMoves({ nodes: THREE_ZONES, shards });
    // THEN the two of 3 GB together go, one to each
    expect(plan.moves.map((move) => move.shard).sort()).toEqual(['small', 'tiny']);
    expect(plan.bytesMoved).toBe(3e9);
    expect(plan.before.maxOverMean).toBeCloseTo(2);
    expect(plan.after.maxOverMean).toBeCloseTo(1);
    // 1 of 1 GB, and 0.9 of the 1 of 2 GB
    expect(plan.lowerBoundBytes).toBeCloseTo(2.8e9);
    expect(plan.moves[0]).toMatchObject({ from: 'a', reason: 'balance', gain: 1 });
  });

  test('leaves a fleet between target and start alone, unless balancing is under way', () => {
    const loads = { a: 1.08, b: 0.96, c: 0.96 };
    const shards = Object.entries(loads).flatMap(([id, load]) =>
      Array.from({ length: 12 }, (_, index) => shard(`${id}-${index}`, [id], { load: load / 12 })),
    );
    expect(planMoves({ nodes: THREE_ZONES, shards }).moves).toEqual([]);
    const plan = planMoves({ nodes: THREE_ZONES, shards, isRebalancing: true });
    expect(plan.moves).toHaveLength(1);
    expect(plan.after.maxOverMean).toBeLessThanOrEqual(1.05);
  });

  test('empties a draining node and a dead one, the dead one first', () => {
    const nodes = [node('x', 'one', { state: 'draining' }), node('y', 'two', { state: 'down' }), ...THREE_ZONES];
    const shards = [shard('s-x', ['x']), shard('s-y', ['y']), shard('s-a', ['a'])];
    const input = { nodes, shards };
    const plan = planMoves(input);
    expect(plan.moves.map(({ shard: id, reason }) => [id, reason])).toEqual([
      ['s-y', 'take-over'],
      ['s-x', 'evacuation'],
    ]);
    expect(new Set([...ownersAfter(shards, plan).values()].flat())).toEqual(new Set(['a', 'b', 'c']));
    expect(plan.lowerBoundBytes).toBe(2e9);
  });

  test('restores missing replicas in other zones, without a source', () => {
    const nodes = [...THREE_ZONES, node('a2', 'one')];
    const plan = planMoves({ nodes, shards: [shard('s', ['a'])], policy: { replicas: 3 } });
    expect(plan.moves.map(({ from }) => from)).toEqual([null, null]);
    expect(plan.moves.map(({ to }) => to).sort()).toEqual(['b', 'c']);
  });

  test('spreads replicas that share a zone', () => {
    const nodes = [node('a1', 'one'), node('a2', 'one'), node('b', 'two')];
    const plan = planMoves({ nodes, shards: [shard('s', ['a1', 'a2'])], policy: { replicas: 2, startAbove: 50 } });
    expect(plan.moves).toMatchObject([{ to: 'b', reason: 'zone-spread' }]);
  });

  test('notes zones that are fewer than the replicas, and plans all the same', () => {
    const nodes = [node('a1', 'one'), node('a2', 'one'), node('a3', 'one', { state: 'draining' })];
    const plan = planMoves({ nodes, shards: [shard('s', ['a1', 'a3'])], policy: { replicas: 2 } });
    expect(plan.moves).toMatchObject([{ from: 'a3', to: 'a2', reason: 'evacuation' }]);
    expect(plan.unmet).toMatchObject([{ goal: 'zones', subject: 'fleet', by: 1 }]);
  });

  test('takes the smallest shard that frees a full disk', () => {
    const small = { capacity: { bytes: 10e9, load: 1 } };
    const nodes = [node('a', 'one', small), node('b', 'two', small)];
    const shards = [4, 3, 2].map((size) => shard(`s-${size}`, ['a'], { sizeBytes: size * 1e9, load: 0 }));
    const plan = planMoves({ nodes, shards });
    expect(plan.moves).toMatchObject([{ shard: 's-2', to: 'b', reason: 'disk-limit' }]);
  });

  test('counts once into the least bytes what frees a disk and takes off load', () => {
    // GIVEN a disk 7 bytes above its limit of 40, and 0.85 above the load limit of 1.05
    const nodes = ['a', 'b', 'c'].map((id) => node(id, id, { capacity: { bytes: 50, load: 10 } }));
    const shards = [
      shard('idle', ['a'], { sizeBytes: 12, load: 0 }),
      shard('hot', ['a'], { sizeBytes: 15, load: 1 }),
      shard('warm', ['a'], { sizeBytes: 20, load: 0.9 }),
      shard('s-b', ['b'], { sizeBytes: 1, load: 0.05 }),
      shard('s-c', ['c'], { sizeBytes: 1, load: 1.05 }),
    ];
    const plan = planMoves({ nodes, shards });
    // THEN the hot one goes for both: 0.85 of its 15 bytes at least
    expect(plan.moves).toMatchObject([{ shard: 'hot', to: 'b' }]);
    expect(plan.lowerBoundBytes).toBeCloseTo(0.85 * 15);
  });

  test('does not fill a disk above its limit, and says what stays where', () => {
    const nodes = [node('x', 'one', { state: 'draining' }), node('a', 'one', { capacity: { bytes: 10e9, load: 1 } })];
    const shards = [shard('s-1', ['x'], { sizeBytes: 6e9 }), shard('s-2', ['x'], { sizeBytes: 6e9 })];
    const plan = planMoves({ nodes, shards });
    expect(plan.moves).toHaveLength(1);
    expect(plan.unmet).toMatchObject([{ goal: 'evacuation', subject: 'x', by: 1 }]);
  });

  test('counts moves in flight as done', () => {
    const shards = [
      shard('s-1', ['a'], { load: 1 }),
      shard('s-2', ['a'], { load: 1 }),
      shard('s-3', ['b'], { load: 1 }),
    ];
    const nodes = THREE_ZONES;
    expect(reasons({ nodes, shards })).toEqual(['balance']);
    expect(reasons({ nodes, shards, moves: [{ shard: 's-2', from: 'a', to: 'c' }] })).toEqual([]);
  });

  test('spends budgets by urgency, and holds the rest', () => {
    const nodes = [node('x', 'one', { state: 'draining' }), ...THREE_ZONES];
    const shards = Array.from({ length: 10 }, (_, index) => shard(`s-${index}`, ['x']));
    const policy = { budgets: { perNode: 4, perZone: 40, perFleet: 100 } };
    const plan = planMoves({ nodes, shards, policy });
    expect(plan.moves).toHaveLength(4);
    expect(plan.held).toEqual([{ reason: 'budget', count: 6, bytes: 6e9 }]);
    const moves = plan.moves.map(({ shard: id, from, to }) => ({ shard: id, from, to }));
    expect(planMoves({ nodes, shards, policy, moves }).moves).toEqual([]);
  });

  test('gives a node that joined empty nearly its share', () => {
    const names = Array.from({ length: 20 }, (_, index) => `n-${index}`);
    const shards = names.flatMap((id) => Array.from({ length: 50 }, (_, index) => shard(`${id}-${index}`, [id])));
    const nodes = [...names, 'new'].map((id, index) => node(id, `zone-${index % 3}`));
    const plan = planMoves({ nodes, shards });
    const received = plan.moves.filter(({ to }) => to === 'new');
    expect(received).toHaveLength(plan.moves.length);
    expect(received.length / (1000 / 21)).toBeGreaterThan(0.9);
    expect(plan.bytesMoved).toBeLessThanOrEqual((1.05 / 21) * 1000e9);
    expect(planMoves(applied({ nodes, shards }, plan)).moves).toEqual([]);
  });

  test('fills no idle node from one that would idle then, also when nothing uses one of the resources', () => {
    // GIVEN two replicas in two zones of one and two nodes: one node idles whatever is moved
    const capacity = { bytes: 1e12, load: { cpu: 10, memory: 10 } };
    const nodes = ['a1', 'b1', 'b2'].map((id) => node(id, id.slice(0, 1), { capacity }));
    const shards = [shard('s', ['a1', 'b1'], { load: { cpu: 1, memory: 0 } })];
    expect(planMoves({ nodes, shards, policy: { replicas: 2 } }).moves).toEqual([]);
  });

  test('gives nodes load by their capacity', () => {
    const nodes = [
      node('big', 'one', { capacity: { bytes: 1e12, load: 30 } }),
      node('little', 'two', { capacity: { bytes: 1e12, load: 10 } }),
    ];
    const shards = Array.from({ length: 400 }, (_, index) => shard(`s-${index}`, [index < 200 ? 'big' : 'little']));
    const plan = planMoves({ nodes, shards });
    const owners = [...ownersAfter(shards, plan).values()].flat();
    expect(owners.filter((id) => id === 'little').length).toBeLessThanOrEqual(105);
    expect(plan.moves).toHaveLength(95);
    expect(plan.bytesMoved / plan.lowerBoundBytes).toBeCloseTo(1);
  });

  test('balances each resource', () => {
    const capacity = { bytes: 1e12, load: { cpu: 1, memory: 1 } };
    const nodes = ['a', 'b'].map((id) => node(id, id, { capacity }));
    const shards = Array.from({ length: 100 }, (_, index) => {
      const load = index < 50 ? { cpu: 0.01, memory: 0 } : { memory: 0.01, cpu: 0 };
      return shard(`s-${index}`, [index < 50 ? 'a' : 'b'], { load });
    });
    const plan = planMoves({ nodes, shards });
    expect(plan.before.maxOverMean).toBeCloseTo(2);
    expect(plan.after.maxOverMean).toBeLessThanOrEqual(1.05);
  });

  test('gives a shard heavier than any node a node to itself, says so, and comes to rest', () => {
    const nodes = ['a', 'b', 'c', 'd'].map((id) => node(id, id));
    const light = Array.from({ length: 8 }, (_, index) => shard(`s-${index}`, ['a'], { load: 0.1 }));
    const input = { nodes, shards: [shard('giant', ['a'], { load: 3 }), ...light] };
    const plan = planMoves(input);
    expect(plan.moves.map((move) => move.shard)).not.toContain('giant');
    expect(plan.moves).toHaveLength(8);
    expect(plan.unmet).toMatchObject([{ goal: 'balance', subject: 'fleet' }]);
    expect(plan.unmet[0]?.text).toContain('heaviest replica');
    expect(planMoves(applied(input, plan)).moves).toEqual([]);
  });

  test('plans for more shards on one node than a call has room for arguments', () => {
    const nodes = THREE_ZONES.map((one) => ({ ...one, capacity: { bytes: 1e12, load: 1e6 } }));
    const shards = Array.from({ length: 200_000 }, (_, index) => shard(`s-${index}`, ['a'], { sizeBytes: 1 }));
    const plan = planMoves({ nodes, shards });
    expect(plan.after.maxOverMean).toBeLessThanOrEqual(1.05 + 1e-9);
    expect(plan.bytesMoved).toBeCloseTo(plan.lowerBoundBytes, -1);
  });

  test('frees the disk of a node with many shards that others have no room for, as well as it can', () => {
    // GIVEN sizes 1 to 9, 45 on a disk for 40, and room for 3 elsewhere
    const nodes = [
      node('a', 'one', { capacity: { bytes: 50, load: 1 } }),
      node('b', 'two', { capacity: { bytes: 3.75, load: 1 } }),
    ];
    const shards = Array.from({ length: 9 }, (_, index) =>
      shard(`s-${index + 1}`, ['a'], { sizeBytes: index + 1, load: 0 }),
    );
    // THEN none that would suffice fits, so the largest that fits goes
    expect(planMoves({ nodes, shards }).moves).toMatchObject([{ shard: 's-3' }]);
  });

  test('says that the fleet is too small, and by how much', () => {
    const shards = THREE_ZONES.map(({ id }) => shard(`s-${id}`, [id], { load: 1.5 }));
    const plan = planMoves({ nodes: THREE_ZONES, shards });
    expect(plan.moves).toEqual([]);
    expect(plan.unmet).toMatchObject([{ goal: 'load-limit', subject: 'load', by: 0.5 }]);
  });

  test('balances within what uneven zones allow, and says what they force', () => {
    // GIVEN three replicas in three zones, one of them with half the nodes of the others: its nodes carry 5/3 of the mean
    const nodes = ['a1', 'b1', 'b2', 'c1', 'c2'].map((id) => node(id, id.slice(0, 1)));
    const shards = Array.from({ length: 100 }, (_, index) => shard(`s-${index}`, ['a1', 'b1', 'c1']));
    const plan = planMoves({ nodes, shards, policy: { replicas: 3 } });
    expect(plan.after.maxOverMean).toBeCloseTo(5 / 3);
    expect(plan.unmet[0]?.text).toContain('the zones force 1.667');
  });

  test('lets one move do what two of a shard would', () => {
    const nodes = [node('a', 'one', { state: 'draining' }), node('b', 'two'), node('c', 'three'), node('d', 'one')];
    const shards = Array.from({ length: 30 }, (_, index) => shard(`s-${index}`, ['a', 'b']));
    const plan = planMoves({ nodes, shards, policy: { replicas: 2 } });
    const ends = ownersAfter(shards, plan);
    for (const owners of ends.values()) {
      expect(new Set(owners).size).toBe(2);
      expect(owners).not.toContain('a');
    }
  });
});
