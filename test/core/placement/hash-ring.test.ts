import { describe, expect, it } from 'vitest';
import { shardIds } from '../../../core/fleet/shard';
import { buildHashRing, type HashRing } from '../../../core/placement/hash-ring';

const KEYS = shardIds(5000);

function nodes(count: number) {
  return Array.from({ length: count }, (_, index) => ({ id: `node-${index}`, weight: 1 }));
}

function home(ring: HashRing, key: string): string | undefined {
  return [...ring.walk(key)][0];
}

describe('a hash ring', () => {
  it('does not depend on the order of its nodes', () => {
    const forward = buildHashRing(nodes(7));
    const backward = buildHashRing(nodes(7).reverse());
    for (const key of KEYS.slice(0, 500)) {
      expect([...forward.walk(key)]).toEqual([...backward.walk(key)]);
    }
  });

  it('walks over every node exactly once', () => {
    const ring = buildHashRing(nodes(9));
    for (const key of KEYS.slice(0, 500)) {
      expect([...ring.walk(key)].sort()).toEqual(nodes(9).map((node) => node.id));
    }
  });

  it('moves keys only to the node that joins, and about its share of them', () => {
    const before = buildHashRing(nodes(9));
    const after = buildHashRing(nodes(10));
    const moved = KEYS.filter((key) => home(before, key) !== home(after, key));
    expect(moved.every((key) => home(after, key) === 'node-9')).toBe(true);
    expect(moved.length / KEYS.length).toBeGreaterThan(0.07);
    expect(moved.length / KEYS.length).toBeLessThan(0.13);
  });

  it('keeps the order of the others when a node leaves', () => {
    const before = buildHashRing(nodes(6));
    const after = buildHashRing(nodes(5));
    for (const key of KEYS.slice(0, 500)) {
      expect([...before.walk(key)].filter((id) => id !== 'node-5')).toEqual([...after.walk(key)]);
    }
  });

  it('spreads keys so that no node has half more or less than the mean', () => {
    const ring = buildHashRing(nodes(10));
    const counts = new Map<string | undefined, number>();
    for (const key of KEYS) {
      counts.set(home(ring, key), (counts.get(home(ring, key)) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeLessThan(750);
    expect(Math.min(...counts.values())).toBeGreaterThan(250);
  });

  it('gives a node of twice the weight about twice the keys', () => {
    const ring = buildHashRing([{ id: 'big', weight: 2 }, ...nodes(4)]);
    const share = KEYS.filter((key) => home(ring, key) === 'big').length / KEYS.length;
    expect(share).toBeGreaterThan(0.26);
    expect(share).toBeLessThan(0.41);
  });

  it('is empty without nodes', () => {
    expect([...buildHashRing([]).walk('any')]).toEqual([]);
  });
});
