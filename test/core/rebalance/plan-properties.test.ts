import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FleetNode, ShardStat } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { shardIds } from '../../../core/fleet/shard';
import { asDone, asOrdered, node, POLICY, plan, reporting } from './fixtures';

const STATES = ['active', 'active', 'active', 'active', 'draining', 'joining', 'dead', 'down'] as const;

interface Sketch {
  readonly states: readonly (typeof STATES)[number][];
  readonly owners: readonly number[];
  readonly loads: readonly number[];
}

const sketch: fc.Arbitrary<Sketch> = fc.record({
  states: fc.array(fc.constantFrom(...STATES), { minLength: 1, maxLength: 8 }),
  owners: fc.array(fc.nat(8), { minLength: 1, maxLength: 80 }),
  loads: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 80, maxLength: 80 }),
});

/** A fleet in any state; an owner beyond the nodes stands for none. */
function build({ states, owners, loads }: Sketch) {
  const ids = shardIds(owners.length);
  const rows: Shard[] = owners.map((owner, index) => {
    const id = ids[index] ?? '';
    return owner < states.length
      ? { id, owner: `n${owner}`, followers: [], epoch: 1 }
      : { id, owner: null, followers: [], epoch: 0 };
  });
  const stat = (id: string): ShardStat => ({ bytes: 1e9, load: loads[ids.indexOf(id)] ?? 0 });
  const nodes = states.map((state, index) =>
    node(`n${index}`, {
      zone: `z${index % 3}`,
      ...(state === 'dead' ? { fenced: true } : { state }),
      // Room for 12 shards below the limit of 80 %, so that disks do matter.
      capacityBytes: 15.1e9,
    }),
  );
  const report = (now: readonly Shard[]) => reporting(nodes, now, (shard) => stat(shard.id));
  return { nodes, rows, report };
}

function stateOf(nodes: readonly FleetNode[], id: string) {
  return nodes.find((each) => each.id === id)?.state;
}

describe('GIVEN any fleet', () => {
  it('THEN a plan moves a shard at most once, and only to active nodes with room', () => {
    fc.assert(
      fc.property(sketch, (drawn) => {
        const { rows, report } = build(drawn);
        const nodes = report(rows);
        const result = plan(nodes, rows);
        const ids = result.orders.map(({ shard }) => shard.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(result.orders.every(({ move }) => stateOf(nodes, move.to ?? '') === 'active')).toBe(true);
        expect(result.orders.every(({ move }) => move.from !== move.to)).toBe(true);
        for (const target of new Set(result.orders.map(({ move }) => move.to))) {
          const held = asDone(rows, result).filter((row) => row.owner === target).length;
          expect(held).toBeLessThanOrEqual(12);
        }
      }),
    );
  });

  it('THEN moves that wait for a budget never exceed it, over any number of ticks', () => {
    const policy = { ...POLICY, moveBudgets: { perNode: 2, perZone: 3, perFleet: 5 } };
    fc.assert(
      fc.property(sketch, (drawn) => {
        const { rows, report } = build(drawn);
        let now = rows;
        for (let tick = 1; tick <= 3; tick += 1) {
          now = asOrdered(now, plan(report(now), now, { policy, version: tick }));
        }
        const budgeted = now.flatMap(({ move }) => (move && move.from !== null ? [move] : []));
        const per = (id: string) => budgeted.filter(({ from, to }) => from === id || to === id).length;
        expect(budgeted.length).toBeLessThanOrEqual(5);
        expect(drawn.states.every((_, index) => per(`n${index}`) <= 2)).toBe(true);
      }),
    );
  });

  it('THEN applying plans ends in an empty one, and no pair of nodes swaps for ever', () => {
    fc.assert(
      fc.property(sketch, (drawn) => {
        const { rows, report } = build(drawn);
        let now = rows;
        let wasRebalancing = false;
        let rounds = 0;
        for (; rounds < 60; rounds += 1) {
          const result = plan(report(now), now, { version: rounds, wasRebalancing });
          wasRebalancing = result.isRebalancing;
          if (result.orders.length === 0) {
            break;
          }
          now = asDone(now, result);
        }
        expect(rounds).toBeLessThan(60);
      }),
    );
  });

  it('THEN a rebalance never leaves the fleet less even', () => {
    fc.assert(
      fc.property(sketch, (drawn) => {
        const { rows, report } = build({ ...drawn, states: drawn.states.map(() => 'active') });
        const placed = asDone(rows, plan(report(rows), rows));
        const before = plan(report(placed), placed, { policy: { ...POLICY, rebalanceAboveMaxOverMean: 1e9 } });
        const after = plan(report(placed), placed);
        expect(after.maxOverMean).toBeLessThanOrEqual(before.maxOverMean + 1e-9);
      }),
    );
  });

  it('THEN the same fleet in another order gives the same plan', () => {
    fc.assert(
      fc.property(sketch, (drawn) => {
        const { rows, report } = build(drawn);
        const nodes = report(rows);
        expect(plan([...nodes].reverse(), [...rows].reverse())).toEqual(plan(nodes, rows));
      }),
    );
  });
});
