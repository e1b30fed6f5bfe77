import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MovePlan, PlannedReason } from '../../../core/planner/move-plan';
import { planMoves } from '../../../core/planner/plan-moves';
import type {
  Load,
  MoveInFlight,
  PlannerInput,
  PlannerNode,
  PlannerNodeState,
  PlannerShard,
} from '../../../core/planner/planner-input';
import { applied, ownersAfter } from './fleet-builder';

const STATES: readonly PlannerNodeState[] = ['active', 'active', 'active', 'active', 'joining', 'draining', 'down'];

/** Fleets of up to 12 nodes in up to 4 zones with some nodes leaving, shards with 0 to 3 owners, and moves in flight; half of them with two resources. */
const fleets: fc.Arbitrary<PlannerInput> = fc
  .record({
    nodes: fc.array(
      fc.record({
        zone: fc.integer({ min: 0, max: 3 }),
        state: fc.constantFrom(...STATES),
        bytes: fc.integer({ min: 50, max: 400 }),
        load: fc.integer({ min: 5, max: 20 }),
        memory: fc.integer({ min: 5, max: 20 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    shards: fc.array(
      fc.record({
        size: fc.integer({ min: 0, max: 40 }),
        load: fc.integer({ min: 0, max: 10 }),
        memory: fc.integer({ min: 0, max: 10 }),
        owners: fc.uniqueArray(fc.nat(11), { maxLength: 3 }),
        flight: fc.option(fc.nat(11), { freq: 6 }),
      }),
      { maxLength: 60 },
    ),
    replicas: fc.integer({ min: 1, max: 3 }),
    owning: fc.integer({ min: 1, max: 12 }),
    hasMemory: fc.boolean(),
    usesMemory: fc.boolean(),
  })
  .map(({ nodes, shards, replicas, owning, hasMemory, usesMemory }) => {
    const ids = nodes.map((_, index) => `n-${index}`);
    const loadOf = (cpu: number, memory: number): Load => (hasMemory ? { cpu, memory } : cpu);
    const made = shards.map(({ size, load, memory, owners }, index): PlannerShard => {
      const own = [...new Set(owners.map((owner) => ids[(owner % owning) % ids.length] as string))];
      return { id: `s-${index}`, sizeBytes: size, load: loadOf(load, usesMemory ? memory : 0), owners: own };
    });
    const moves = shards.flatMap(({ flight }, index) => {
      const owners = made[index]?.owners ?? [];
      const to = ids[(flight ?? 0) % ids.length] as string;
      const [from] = owners;
      return flight === null || from === undefined || owners.includes(to) ? [] : [{ shard: `s-${index}`, from, to }];
    });
    const listed = nodes.map(
      ({ zone, state, bytes, load, memory }, index): PlannerNode => ({
        id: ids[index] as string,
        zone: `z-${zone}`,
        state,
        capacity: { bytes, load: loadOf(load * 10, memory * 10) },
      }),
    );
    return { nodes: listed, shards: made, moves, policy: { replicas, effort: 0.05 } };
  });

/** The fleet with its moves in flight done. */
function landed(input: PlannerInput): PlannerInput {
  const shards = [...input.shards].map((shard) => {
    const move = input.moves?.find((one) => one.shard === shard.id);
    return { ...shard, owners: shard.owners.map((owner) => (owner === move?.from ? move.to : owner)) };
  });
  return { ...input, shards, moves: [] };
}

function bytesByNode({ shards }: PlannerInput): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const { owners, sizeBytes } of shards) {
    for (const owner of owners) {
      bytes.set(owner, (bytes.get(owner) ?? 0) + sizeBytes);
    }
  }
  return bytes;
}

function excess(bytes: ReadonlyMap<string, number>, limits: ReadonlyMap<string, number>, id: string): number {
  return (bytes.get(id) ?? 0) - (limits.get(id) ?? 0);
}

/** Whether a move goes to a zone with enough of its shard when there is no other. */
function isForced(reason: PlannedReason): boolean {
  return reason === 'take-over' || reason === 'evacuation' || reason === 'missing-replica';
}

/** Owners, without those that leave, beyond what an even spread over the zones of active nodes puts in one zone. */
function crowd({ nodes, policy }: PlannerInput, owners: readonly string[]): number {
  const zones = new Set(nodes.filter(({ state }) => state === 'active').map(({ zone }) => zone));
  const most = Math.ceil((policy?.replicas ?? 1) / Math.max(1, zones.size));
  const staying = nodes.filter(({ id, state }) => owners.includes(id) && (state === 'active' || state === 'joining'));
  const beyond = [...new Set(staying.map(({ zone }) => zone))].map(
    (zone) => staying.filter((node) => node.zone === zone).length - most,
  );
  return beyond.reduce((sum, count) => sum + Math.max(0, count), 0);
}

const plans = new Map<string, MovePlan>();

/** The plan of a fleet, made once: with one seed all properties see the same fleets. */
function planOf(input: PlannerInput): MovePlan {
  const key = JSON.stringify(input);
  const plan = plans.get(key) ?? planMoves(input);
  plans.set(key, plan);
  return plan;
}

function check(property: (input: PlannerInput) => void): void {
  fc.assert(fc.property(fleets, property), { numRuns: 150 });
}

describe('a plan of any fleet', () => {
  test('moves replicas to active nodes alone, and never two of a shard to one', () => {
    check((input) => {
      const plan = planOf(input);
      const active = new Set(input.nodes.filter(({ state }) => state === 'active').map(({ id }) => id));
      expect(plan.moves.every(({ to }) => active.has(to))).toBe(true);
      for (const owners of ownersAfter(landed(input).shards, plan).values()) {
        expect(new Set(owners).size).toBe(owners.length);
      }
    });
  });

  test('fills no disk above its limit at any time, nor wants to', () => {
    check((input) => {
      const plan = planOf(input);
      const bytes = bytesByNode(landed(input));
      const limits = new Map(input.nodes.map(({ id, capacity }) => [id, 0.8 * capacity.bytes]));
      for (const { goal, subject, by } of plan.unmet) {
        expect(goal !== 'disk' || by <= excess(bytes, limits, subject) + 1e-6).toBe(true);
      }
      for (const move of plan.moves) {
        bytes.set(move.from ?? '', (bytes.get(move.from ?? '') ?? 0) - move.bytes);
        bytes.set(move.to, (bytes.get(move.to) ?? 0) + move.bytes);
        expect(excess(bytes, limits, move.to)).toBeLessThanOrEqual(1e-6);
      }
    });
  });

  test('puts no replica for balance into a zone that has enough of its shard', () => {
    check((input) => {
      const plan = planOf(input);
      const start = landed(input);
      const forced = new Set(plan.moves.filter(({ reason }) => isForced(reason)).map(({ shard }) => shard));
      const before = new Map([...start.shards].map(({ id, owners }) => [id, owners]));
      for (const [id, owners] of ownersAfter(start.shards, plan)) {
        expect(forced.has(id) || crowd(input, owners) <= crowd(input, before.get(id) ?? [])).toBe(true);
      }
    });
  });

  test('empties leaving nodes and restores replicas, or says what it could not', () => {
    check((input) => {
      const plan = planOf(input);
      const left = new Set(
        input.nodes.filter(({ state }) => state === 'draining' || state === 'down').map(({ id }) => id),
      );
      const after = ownersAfter(landed(input).shards, plan);
      const stuck = [...after.values()].flat().filter((owner) => left.has(owner)).length;
      const missing = [...after.values()].reduce(
        (sum, owners) => sum + Math.max(0, (input.policy?.replicas ?? 1) - owners.length),
        0,
      );
      const told = (goal: string) =>
        plan.unmet.reduce((sum, unmet) => sum + (unmet.goal === goal ? unmet.by : 0), 0) +
        plan.held.reduce((sum, { count }) => sum + count, 0);
      expect(told('evacuation')).toBeGreaterThanOrEqual(stuck);
      expect(told('replicas')).toBeGreaterThanOrEqual(missing);
    });
  });

  test('comes to rest when its moves are done and it is planned again', () => {
    check((input) => {
      let fleet = landed(input);
      let rounds = 0;
      for (let plan = planOf(fleet); plan.moves.length > 0; plan = planOf(fleet)) {
        fleet = applied(fleet, plan);
        rounds += 1;
        expect(rounds).toBeLessThan(12);
      }
    });
  });

  test('moves at least the bound unless it misses a goal or holds moves', () => {
    check((input) => {
      const plan = planOf(input);
      const isWhole = plan.unmet.length === 0 && plan.held.length === 0;
      expect(!isWhole || plan.bytesMoved >= plan.lowerBoundBytes - 1e-6).toBe(true);
    });
  });

  test('does not depend on anything but its input', () => {
    check((input) => {
      expect(planMoves(input)).toEqual(planOf(input));
    });
  });

  test('stays within its budgets, moves in flight included', () => {
    check((input) => {
      const budgets = { perNode: 2, perZone: 3, perFleet: 5 };
      const plan = planMoves({ ...input, policy: { ...input.policy, budgets } });
      const flights = input.moves ?? [];
      const nodes = new Map(input.nodes.map((node) => [node.id, node]));
      const ends = ({ from, to }: Pick<MoveInFlight, 'from' | 'to'>) =>
        [from ?? to, to].filter((id) => id === to || nodes.get(id)?.state !== 'down');
      const zones = (move: Pick<MoveInFlight, 'from' | 'to'>) => ends(move).map((id) => nodes.get(id)?.zone);
      const isWithin = (touches: (move: Pick<MoveInFlight, 'from' | 'to'>) => boolean, most: number) => {
        const planned = plan.moves.filter(touches).length;
        expect(planned).toBeLessThanOrEqual(Math.max(0, most - flights.filter(touches).length));
      };
      isWithin(() => true, budgets.perFleet);
      for (const { id, zone } of input.nodes) {
        isWithin((move) => ends(move).includes(id), budgets.perNode);
        isWithin((move) => zones(move).includes(zone), budgets.perZone);
      }
    });
  });
});
