import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShardStat } from '../../../core/fleet/node';
import { MOST_SHARDS_A_NODE } from '../../../core/fleet/node';
import { type Shard, shardIds } from '../../../core/fleet/shard';
import type { RebalanceInput } from '../../../core/rebalance/rebalance-plan';
import { asDone, asOrdered, type NodeSketch, node, POLICY, plan, reporting } from './fixtures';

const UNBOUND = { ...POLICY, moveBudgets: { perNode: 10_000, perZone: 10_000, perFleet: 10_000 } };

/** A shard by its owner, load and bytes; 1 byte unless said otherwise. */
type Sketch = readonly [owner: string, load: number, bytes?: number];

interface FleetSketch {
  readonly nodes: Readonly<Record<string, NodeSketch>>;
  readonly shards: readonly Sketch[];
}

/** Returns the fleet; each node reports what it owns. */
function build({ nodes, shards }: FleetSketch) {
  const ids = shardIds(shards.length);
  const rows: Shard[] = shards.map(([owner], index) => ({ id: ids[index] ?? '', owner, followers: [], epoch: 1 }));
  const stat = (_: Shard, index: number): ShardStat => ({
    bytes: shards[index]?.[2] ?? 1,
    load: shards[index]?.[1] ?? 0,
  });
  const report = (now: readonly Shard[]) =>
    reporting(
      Object.entries(nodes).map(([id, sketch]) => node(id, sketch)),
      now,
      stat,
    );
  return { rows, report, idOf: (index: number) => ids[index] ?? '' };
}

function planOf(sketch: FleetSketch, rest: Partial<RebalanceInput> = {}) {
  const { rows, report } = build(sketch);
  return plan(report(rows), rows, { policy: UNBOUND, ...rest });
}

function times(count: number, ...sketch: Sketch): Sketch[] {
  return Array.from({ length: count }, () => sketch);
}

describe('GIVEN a node with too much load', () => {
  /** Loads 1.4, 0.8, 0.8: the mean is 1, the aim 1.05, so that 0.35 have to leave n1. */
  const sketch = {
    nodes: { n1: {}, n2: {}, n3: {} },
    shards: [
      ...times(7, 'n1', 0.1, 900),
      ...times(4, 'n1', 0.1, 200),
      ...times(3, 'n1', 0.1, 900),
      ...times(8, 'n2', 0.1, 900),
      ...times(8, 'n3', 0.1, 900),
    ] as const,
  };

  it('THEN what leaves it is the cheapest in bytes, and the reason says what the planner said', () => {
    const { orders, balance, maxOverMean } = planOf(sketch);
    expect(orders.map(({ shard }) => shard.id)).toEqual([7, 8, 9, 10].map((index) => shardIds(30)[index]));
    expect(maxOverMean).toBeCloseTo(1);
    expect(balance).toMatchObject({ moves: 4, bytes: 800, lowerBoundBytes: expect.closeTo(700), unmet: [] });
    expect(orders[0]?.balance).toEqual({ bytes: 200, lowerBoundBytes: 175, gain: expect.closeTo(0.4) });
    expect(orders[0]?.reason).toEqual({
      code: 'rebalance',
      text: 'balance: max/mean load 1.40 goes to 1.00; this move gains 0.40 for 200 bytes, the plan takes 800 bytes in 4, at least 700 must move',
    });
  });

  it('THEN a shard whose last move ran out of time rests where it is', () => {
    const avoided = new Map([[shardIds(30)[7] ?? '', 'n2']]);
    const { orders } = planOf(sketch, { avoided });
    expect(orders.map(({ shard }) => shard.id)).not.toContain(shardIds(30)[7]);
    expect(orders).toHaveLength(4);
  });

  it('THEN moves in flight count as done', () => {
    const { rows, report } = build(sketch);
    const ordered = asOrdered(rows, plan(report(rows), rows, { policy: UNBOUND }));
    expect(plan(report(rows), ordered, { policy: UNBOUND, wasRebalancing: true })).toMatchObject({
      orders: [],
      movesInFlight: 4,
    });
  });

  it('THEN nothing is planned while it has no budget left, and balancing is not forgotten', () => {
    const { rows, report } = build(sketch);
    const policy = { ...POLICY, moveBudgets: { perNode: 1, perZone: 100, perFleet: 100 } };
    const first = plan(report(rows), rows, { policy });
    expect(first).toMatchObject({ held: { 'no-budget': 3 }, isRebalancing: true });
    const second = plan(report(rows), asOrdered(rows, first), { policy, wasRebalancing: true });
    expect(second).toMatchObject({ orders: [], held: {}, isRebalancing: true });
    expect(second.balance).toBeUndefined();
  });

  it('THEN it keeps what has no seat on another node', () => {
    const full = {
      nodes: { n1: {}, n2: {} },
      shards: [...times(MOST_SHARDS_A_NODE, 'n2', 1e-7), ...times(20, 'n1', 1)],
    };
    const { orders, held } = planOf(full);
    expect([orders, Object.keys(held)]).toEqual([[], ['too-many-shards']]);
  });

  it('THEN disks bound what others take: the copies that they hold for others count', () => {
    const nodes = { n1: {}, n2: { capacityBytes: 1000 }, n3: { capacityBytes: 1000 } };
    const shards = [...times(20, 'n1', 0.1, 100), ...times(4, 'n2', 0.1, 100), ...times(4, 'n3', 0.1, 100)];
    const { rows, report } = build({ nodes, shards });
    const free = plan(report(rows), rows, { policy: UNBOUND });
    expect(free.orders.filter(({ move }) => move.to === 'n2')).toHaveLength(4);
    const following = rows.map((row, index) => (index < 3 ? { ...row, followers: ['n2'] } : row));
    const tight = plan(report(rows), following, { policy: { ...UNBOUND, replicas: 2 } });
    expect(tight.orders.filter(({ move }) => move.to === 'n2')).toHaveLength(1);
    expect(tight.held).not.toHaveProperty('room-not-free-yet');
  });
});

describe('GIVEN heavy shards', () => {
  it('THEN nothing is planned that no move makes clearly better', () => {
    const shards = [...times(2, 'n0', 1), ...Array.from({ length: 15 }, (_, index): Sketch => [`n${index + 1}`, 1])];
    const nodes = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`n${index}`, {}]));
    const result = planOf({ nodes, shards });
    expect(result.orders).toEqual([]);
    expect(result.balance).toBeUndefined();
    expect(result.maxOverMean).toBeCloseTo(32 / 17);
  });

  it('THEN what cannot be reached is told beside what is done', () => {
    const shards = [...times(1, 'n1', 5), ...times(20, 'n1', 0.1), ...times(20, 'n2', 0.1), ...times(20, 'n3', 0.1)];
    const { orders, balance } = planOf({ nodes: { n1: {}, n2: {}, n3: {} }, shards });
    expect(orders.length).toBeGreaterThan(0);
    expect(orders.every(({ shard, move }) => move.from === 'n1' && shard.id !== 'shard-00000')).toBe(true);
    expect(balance?.unmet.join()).toContain('max/mean load stays at');
  });
});

describe('GIVEN a shard that alone is too much for its node', () => {
  it.each([4, 40])('THEN it is named, in a fleet of few shards as of many: %i', (count) => {
    const light = ['n2', 'n3'].flatMap((owner) => times(count / 2, owner, 2 / count));
    const { orders, tooHot, maxOverMean } = planOf({
      nodes: { n1: {}, n2: {}, n3: {} },
      shards: [['n1', 8], ...light],
    });
    expect(orders).toEqual([]);
    expect(maxOverMean).toBeCloseTo(2.4);
    expect(tooHot).toBe('shard-00000 on n1 alone has 2.40 of the mean load: no move evens that out');
  });

  it('THEN nothing is said of several that are too much together', () => {
    const { tooHot } = planOf({ nodes: { n1: {}, n2: {} }, shards: [...times(3, 'n1', 1), ...times(1, 'n2', 1)] });
    expect(tooHot).toBeUndefined();
  });
});

describe('GIVEN a node that idles', () => {
  it('THEN it gets nearly its share, and those with most load give, even if nobody is above the start', () => {
    const owners = Array.from({ length: 20 }, (_, index) => `n${String(index).padStart(2, '0')}`);
    const shards = owners.flatMap((owner, index) => times(50, owner, index < 10 ? 0.0206 : 0.0194));
    const nodes = Object.fromEntries([...owners, 'new'].map((id) => [id, {}]));
    const { orders, maxOverMean } = planOf({ nodes, shards });
    expect(orders.every(({ move }) => move.to === 'new')).toBe(true);
    // 20 nodes of load 1 on average become 21 of 0.952.
    expect(maxOverMean).toBeLessThanOrEqual(1.05);
    const load = orders.reduce((sum, { shard }) => sum + (Number(shard.owner?.slice(1)) < 10 ? 0.0206 : 0.0194), 0);
    expect(load / (20 / 21)).toBeGreaterThan(0.95);
  });
});

describe('GIVEN shards that are still to come', () => {
  /** Three nodes are to share 9: n4 has 4 of it, n2 and n3 1 each, and one of 3 is being let go by n1. */
  const sketch = {
    nodes: { n1: { state: 'draining' }, n2: {}, n3: {}, n4: {} } as const,
    shards: [['n1', 3, 1000], ...times(10, 'n2', 0.1), ...times(10, 'n3', 0.1), ...times(40, 'n4', 0.1)] as const,
  };
  const policy = { ...POLICY, moveBudgets: { perNode: 30, perZone: 999, perFleet: 999 } };
  const release = { id: 'm', from: 'n1', to: null, state: 'releasing', reason: 'park', startedAtMs: 0 } as const;
  const { rows, report } = build(sketch);
  const shards = rows.map((row, index) => (index > 0 ? row : { ...row, move: { ...release, actor: 'n1' } }));
  const result = plan(report(rows), shards, { policy });

  it('THEN who has too much as it is gives, and nobody makes room yet for what comes', () => {
    expect(new Set(result.orders.map(({ move }) => move.from))).toEqual(new Set(['n4']));
    expect(Object.keys(result.held)).toContain('waits-for-arrivals');
  });

  it('THEN their bytes are not the balance’s', () => {
    expect(result.balance?.bytes).toBeLessThan(1000);
    expect(result.balance?.lowerBoundBytes).toBeLessThanOrEqual(result.balance?.bytes ?? 0);
  });
});

describe('GIVEN any fleet', () => {
  const nodeSketch = fc.record({
    state: fc.constantFrom('active', 'active', 'active', 'draining', 'joining', 'down'),
    refuses: fc.constantFrom(undefined, undefined, undefined, 'full'),
    capacityBytes: fc.constantFrom(0, 10, 1000, 1e12),
  });
  const anyFleet = fc.record({
    nodes: fc.array(nodeSketch, { minLength: 1, maxLength: 6 }),
    shards: fc.array(fc.tuple(fc.nat(6), fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1, 50, 1e6)), {
      minLength: 1,
      maxLength: 40,
    }),
    aim: fc.constantFrom(1.0001, 1.05, 3),
    wasRebalancing: fc.boolean(),
  });

  it('THEN any sizes and states can be planned for, and nothing goes to a node that refuses, or above a disk’s limit', () => {
    fc.assert(
      fc.property(anyFleet, ({ nodes, shards, aim, wasRebalancing }) => {
        const sketches = Object.fromEntries(
          nodes.map(({ refuses, ...rest }, index) => [`n${index}`, refuses ? { ...rest, refuses } : rest]),
        );
        const sketch = {
          nodes: sketches,
          shards: shards.map(([owner, load, bytes]): Sketch => [`n${owner % nodes.length}`, load, bytes]),
        };
        const policy = { ...UNBOUND, rebalanceToMaxOverMean: aim, rebalanceAboveMaxOverMean: Math.max(aim, 1.1) };
        const { rows, report } = build(sketch);
        const result = plan(report(rows), rows, { policy, wasRebalancing });
        const balanced = result.orders.filter(({ move }) => move.reason === 'rebalance');
        const after = asDone(rows, result);
        for (const { move } of balanced) {
          const target = sketches[move.to ?? ''];
          const held = after.reduce(
            (sum, row, index) => sum + (row.owner === move.to ? (shards[index]?.[2] ?? 0) : 0),
            0,
          );
          expect(target?.state).toBe('active');
          expect(target && 'refuses' in target).toBe(false);
          expect(held).toBeLessThanOrEqual(0.8 * (target?.capacityBytes ?? 0));
        }
      }),
    );
  });
});
