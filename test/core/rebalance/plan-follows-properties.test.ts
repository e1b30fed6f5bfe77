import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { plan, shards } from './fixtures';
import { afterFollows, fleet, IDS, replicas } from './follow-fixtures';

const six = <T>(each: fc.Arbitrary<T>) => fc.array(each, { minLength: 6, maxLength: 6 });

const anyFleet = fc
  .record({
    states: six(fc.constantFrom('active', 'draining', 'down', 'joining')),
    zones: six(fc.constantFrom('a', 'b', 'c')),
    followed: six(fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined })),
    owners: fc.array(fc.constantFrom(...IDS), { minLength: 12, maxLength: 12 }),
    followers: fc.array(fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 3 }), { minLength: 12, maxLength: 12 }),
    count: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ states, zones, followed, owners, followers, count }) => {
    const rows = shards(12, [null]).map((row, index) => {
      const owner = owners[index] ?? '';
      return { ...row, owner, epoch: 1, followers: (followers[index] ?? []).filter((id) => id !== owner) };
    });
    const sketch = (at: number) => ({ state: states[at] ?? 'active', zone: zones[at] ?? 'a', followed: followed[at] });
    const nodes = fleet(rows, Object.fromEntries(IDS.map((id, at) => [id, sketch(at)])));
    const active = new Set(nodes.filter(({ state }) => state === 'active').map(({ id }) => id));
    return { nodes, rows: rows.filter(({ owner }) => active.has(owner)), count };
  });

/** The rows after a tick that finds the items which belong to them. */
function tick(nodes: readonly FleetNode[], rows: readonly Shard[], count: number) {
  const items = rows.flatMap(({ id, followers }) => followers.map((nodeId) => ({ shardId: id, nodeId })));
  const { follows } = plan(nodes, rows, { ...replicas(count), follows: items });
  return { follows, rows: afterFollows(rows, items, follows).rows };
}

const saying = (nodes: readonly FleetNode[], followed: number) =>
  nodes.map((node) => (node.heartbeat ? { ...node, heartbeat: { ...node.heartbeat, followed } } : node));

describe('GIVEN any fleet, whatever its nodes say of their copies', () => {
  it('THEN followers are distinct, never the owner, and with the owner at most one more than wanted', () => {
    fc.assert(
      fc.property(anyFleet, ({ nodes, rows, count }) => {
        for (const { owner, followers } of tick(nodes, rows, count).rows) {
          expect(new Set([owner, ...followers]).size).toBe(followers.length + 1);
          expect(followers.length).toBeLessThanOrEqual(count === 1 ? 0 : count);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('THEN a shard keeps one of its followers that need not leave for as long as the copies of new ones are on their way', () => {
    fc.assert(
      fc.property(anyFleet, ({ nodes, rows, count }) => {
        const states = new Map(nodes.map(({ id, state }) => [id, state]));
        const before = new Map(rows.map((row) => [row.id, row.followers]));
        for (const { id, followers } of tick(saying(nodes, 0), rows, count).rows) {
          const staying = (before.get(id) ?? []).filter((each) => states.get(each) !== 'draining');
          const kept = staying.filter((each) => followers.includes(each));
          expect(kept.length).toBeGreaterThanOrEqual(count === 1 ? 0 : Math.min(staying.length, 1));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('Law 7: THEN a second tick changes nothing until copies come, and then as many are left as are wanted', () => {
    fc.assert(
      fc.property(anyFleet, ({ nodes, rows, count }) => {
        const onTheirWay = saying(nodes, 0);
        const first = tick(onTheirWay, rows, count);
        expect(tick(onTheirWay, first.rows, count).follows).toEqual([]);
        const arrived = saying(nodes, 12);
        const last = tick(arrived, first.rows, count);
        expect(last.rows.every(({ followers }) => followers.length < count)).toBe(true);
        expect(tick(arrived, last.rows, count).follows).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('Law 2: THEN a node that is being emptied and owns nothing follows nothing after one tick, wherever copies are', () => {
    fc.assert(
      fc.property(anyFleet, ({ nodes, rows, count }) => {
        const draining = nodes.filter(({ state }) => state === 'draining').map(({ id }) => id);
        const next = tick(nodes, rows, count).rows;
        expect(next.filter(({ followers }) => followers.some((id) => draining.includes(id)))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
