import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsWith } from '../../../core/placement/bound-facts';
import { boundSlots } from '../../../core/placement/bound-slots';
import { placeByBoundedHashing, slotCountFor } from '../../../core/placement/bounded-hashing';
import { naturalSlotsWith } from '../../../core/placement/change-natural-slots';
import { naturalSlots } from '../../../core/placement/natural-slots';
import type { PlacementNode } from '../../../core/placement/placement';
import { slotOf } from '../../../core/placement/slot-placement';
import { answers, KEYS, maxOverMean, nodes, SLOTS, SMALL } from './fixtures';

describe('bounded hashing', () => {
  it('keeps every node within the bound, whatever the weights', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 2, maxLength: 40 }),
        fc.constantFrom(1, 1.01, 1.05, 1.5),
        (weights, bound) => {
          const placement = placeByBoundedHashing(
            nodes(weights.length, (index) => weights[index] ?? 1),
            { ...SMALL, maxOverMean: bound },
          );
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          for (const node of placement.nodes) {
            const share = (SLOTS * node.weight) / total;
            const slots = (placement.shares().get(node.id) ?? 0) * SLOTS;
            expect(slots).toBeLessThanOrEqual(Math.max(bound * share, Math.ceil(share)));
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('binds: a wide bound lets nodes above what a narrow one does', () => {
    const at = (bound: number) => maxOverMean(placeByBoundedHashing(nodes(50), { ...SMALL, maxOverMean: bound }));
    expect(at(1.02)).toBeLessThanOrEqual(1.02);
    expect(at(10)).toBeGreaterThan(1.05);
  });

  it('has room for all slots beside nodes whose share is less than one: those have one or none', () => {
    const light = 400;
    const placement = placeByBoundedHashing(
      nodes(light + 3, (index) => (index < light ? 0.1 : SLOTS)),
      { ...SMALL, maxOverMean: 1 },
    );
    const slots = [...placement.shares().values()].map((share) => share * SLOTS);
    expect(Math.max(...slots.slice(0, light))).toBe(1);
    expect(slots.reduce((sum, count) => sum + count, 0)).toBe(SLOTS);
  });

  it('moves keys only to a node that comes, while the bound does not bind', () => {
    const before = placeByBoundedHashing(nodes(9), { ...SMALL, maxOverMean: 100 });
    const after = answers(before.withNode({ id: 'new', weight: 2 }));
    const moved = after.filter((id, index) => id !== before.lookup(KEYS[index] ?? ''));
    expect(new Set(moved)).toEqual(new Set(['new']));
    expect(moved.length / KEYS.length).toBeCloseTo(2 / 11, 1);
  });

  it('ends at the same table after any comings and goings', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 11 }), { maxLength: 12 }), (toggles) => {
        const all = nodes(12, (index) => 1 + (index % 4));
        let placement = placeByBoundedHashing(all.slice(0, 6), SMALL);
        for (const index of toggles) {
          const node = all[index] ?? { id: '', weight: 0 };
          const isThere = placement.nodes.some(({ id }) => id === node.id);
          placement = isThere ? placement.withoutNode(node.id) : placement.withNode(node);
        }
        const built = placeByBoundedHashing(placement.nodes, SMALL);
        expect(answers(placement)).toEqual(answers(built));
        expect(placement.shares()).toEqual(built.shares());
      }),
      { numRuns: 15 },
    );
  });

  it.each([0, -1, 1.5, 65_536, Number.NaN])('refuses a table for %d nodes', (mostNodes) => {
    expect(() => placeByBoundedHashing([], { mostNodes })).toThrow(
      `mostNodes is ${mostNodes}; accepted: a whole number`,
    );
  });

  it.each([0.99, Number.NaN])('refuses a bound of %d', (bound) => {
    expect(() => placeByBoundedHashing([], { maxOverMean: bound })).toThrow(`maxOverMean is ${bound}`);
  });
});

describe('slotCountFor', () => {
  it.each([
    [1, 2 ** 14],
    [32, 2 ** 14],
    [33, 2 ** 15],
    [1024, 2 ** 19],
    [1025, 2 ** 20],
    [10_000, 2 ** 23],
    [65_535, 2 ** 25],
  ])('gives 512 slots to each of %d nodes, rounded up to a power of two', (mostNodes, slots) => {
    expect(slotCountFor(mostNodes)).toBe(slots);
  });
});

const WEIGHTS = { 'one weight': () => 1, 'weights from 1 to 4': (index: number) => [1, 2, 4, 1.5][index % 4] ?? 1 };

describe('GIVEN a table for as many nodes as there are', () => {
  it.each([
    { count: 500, newcomers: 12, weights: 'one weight' },
    { count: 500, newcomers: 12, weights: 'weights from 1 to 4' },
  ] as const)(
    'moves on average less than 1.1 × the least for $newcomers nodes that come to $count of $weights',
    ({ count, newcomers, weights }) => {
      const weightOf = WEIGHTS[weights];
      const all = nodes(count + newcomers, weightOf);
      const slots = slotCountFor(count);
      let natural = naturalSlots(all.slice(0, count), slots);
      let { owners, facts } = boundSlots(natural, 1.05);
      let weight = totalWeight(all.slice(0, count));
      let [least, toNewcomers, betweenOthers] = [0, 0, 0];
      for (const node of all.slice(count)) {
        const newcomer = natural.counts.length;
        const before = owners;
        natural = naturalSlotsWith(natural, node);
        ({ owners, facts } = boundSlots(natural, 1.05, factsWith(facts, natural)));
        weight += node.weight;
        least += (slots * node.weight) / weight;
        for (let slot = 0; slot < slots; slot += 1) {
          const isMoved = owners[slot] !== before[slot];
          toNewcomers += isMoved && owners[slot] === newcomer ? 1 : 0;
          betweenOthers += isMoved && owners[slot] !== newcomer ? 1 : 0;
        }
      }
      expect(toNewcomers / least).toBeGreaterThan(0.97);
      expect((toNewcomers + betweenOthers) / least).toBeLessThan(1.1);
      expect(mostOverShare(owners, all)).toBeLessThanOrEqual(1.05);
    },
  );
});

function totalWeight(all: readonly PlacementNode[]): number {
  return all.reduce((sum, node) => sum + node.weight, 0);
}

/** Slots of a node over its share by weight; the most of all nodes. */
function mostOverShare(owners: Uint16Array, all: readonly PlacementNode[]): number {
  const counts = new Array<number>(all.length).fill(0);
  for (const owner of owners) {
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  const slotsOfWeight1 = owners.length / totalWeight(all);
  return all.reduce((most, node, index) => Math.max(most, (counts[index] ?? 0) / node.weight / slotsOfWeight1), 0);
}

describe('slotOf', () => {
  it('names the slot whose node lookup gives', () => {
    expect(slotOf('test', 1 << 14)).toBe(0xba6bd213 >>> 18);
    expect(slotOf('test', 2)).toBe(1);
  });
});
