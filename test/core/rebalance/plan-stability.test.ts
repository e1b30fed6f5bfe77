import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { asDone, node, POLICY, plan, reporting, shards } from './fixtures';

const UNBOUND = { ...POLICY, moveBudgets: { perNode: 10_000, perZone: 10_000, perFleet: 10_000 } };

/** Numbers in [0, 1) that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `n${String(index).padStart(3, '0')}`);
}

function settle(nodes: readonly FleetNode[], rows: readonly Shard[], loadOf: (index: number) => number) {
  let now = rows;
  let moves = 0;
  for (let tick = 0; tick < 100; tick += 1) {
    const report = reporting(nodes, now, (_, index) => ({ bytes: 1, load: loadOf(index) }));
    const result = plan(report, now, { policy: UNBOUND, version: tick, wasRebalancing: tick > 0 });
    if (result.orders.length === 0) {
      return { rows: now, moves };
    }
    moves += result.orders.length;
    now = asDone(now, result);
  }
  throw new Error('does not converge');
}

describe('GIVEN a balanced fleet that one node joins', () => {
  it.each([3, 5, 10, 20])('of %i nodes, THEN its share of the shards moves, and only to it', (count) => {
    const before = shards(count * 24, names(count));
    const nodes = names(count + 1).map((id) => node(id));
    const { rows, moves } = settle(nodes, before, () => 0.02);
    const moved = rows.filter((row, index) => row.owner !== before[index]?.owner);
    expect(moved.every((row) => row.owner === names(count + 1).at(-1))).toBe(true);
    expect(moves).toBe(moved.length);
    expect(moves / rows.length).toBeLessThanOrEqual(1.05 / (count + 1));
    expect(moves / rows.length).toBeGreaterThan(0.85 / (count + 1));
  });
});

describe('GIVEN a converged fleet whose loads wobble by 5 %', () => {
  it.each([
    [5, 60, 'even shards'],
    [5, 12, 'few shards, that cannot be even'],
    [8, 64, 'the packaged fleet'],
    [12, 64, 'the packaged fleet at its largest'],
    [30, 600, 'many shards'],
  ])('of %i nodes and %i shards (%s), THEN 200 ticks plan almost nothing', (nodeCount, shardCount) => {
    const random = seeded(nodeCount * 1000 + shardCount);
    const base = Array.from({ length: shardCount }, () => 0.02 + 0.08 * random());
    const nodes = names(nodeCount).map((id) => node(id));
    let { rows } = settle(nodes, shards(shardCount, [null]), (index) => base[index] ?? 0);
    let moves = 0;
    let wasRebalancing = false;
    for (let tick = 0; tick < 200; tick += 1) {
      const report = reporting(nodes, rows, (_, index) => ({
        bytes: 1,
        load: (base[index] ?? 0) * (0.95 + 0.1 * random()),
      }));
      const result = plan(report, rows, { version: tick, wasRebalancing });
      wasRebalancing = result.isRebalancing;
      moves += result.orders.length;
      rows = asDone(rows, result);
    }
    expect(moves).toBeLessThanOrEqual(shardCount / 20);
  });
});
