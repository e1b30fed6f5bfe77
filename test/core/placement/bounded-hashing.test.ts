import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundSlots } from '../../../core/placement/bound-slots';
import { placeByBoundedHashing } from '../../../core/placement/bounded-hashing';
import { naturalSlotsWith } from '../../../core/placement/change-natural-slots';
import { naturalSlots } from '../../../core/placement/natural-slots';
import type { PlacementNode } from '../../../core/placement/placement';
import { slotOf } from '../../../core/placement/slot-placement';
import { answers, KEYS, maxOverMean, nodes, SLOTS } from './fixtures';

describe('bounded hashing', () => {
  it('keeps every node within the bound, whatever the weights', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 2, maxLength: 40 }),
        fc.constantFrom(1, 1.01, 1.05, 1.5),
        (weights, bound) => {
          const placement = placeByBoundedHashing(
            nodes(weights.length, (index) => weights[index] ?? 1),
            { slots: SLOTS, maxOverMean: bound },
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
    const at = (bound: number) => maxOverMean(placeByBoundedHashing(nodes(50), { slots: SLOTS, maxOverMean: bound }));
    expect(at(1.02)).toBeLessThanOrEqual(1.02);
    expect(at(10)).toBeGreaterThan(1.05);
  });

  it('has room for all slots with more nodes than slots', () => {
    const placement = placeByBoundedHashing(nodes(SLOTS + 100), { slots: SLOTS });
    expect(Math.max(...placement.shares().values())).toBe(1 / SLOTS);
  });

  it('moves keys only to a node that comes, while the bound does not bind', () => {
    const before = placeByBoundedHashing(nodes(9), { slots: SLOTS, maxOverMean: 100 });
    const after = answers(before.withNode({ id: 'new', weight: 2 }));
    const moved = after.filter((id, index) => id !== before.lookup(KEYS[index] ?? ''));
    expect(new Set(moved)).toEqual(new Set(['new']));
    expect(moved.length / KEYS.length).toBeCloseTo(2 / 11, 1);
  });

  it('ends at the same table after any comings and goings', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 11 }), { maxLength: 12 }), (toggles) => {
        const all = nodes(12, (index) => 1 + (index % 4));
        let placement = placeByBoundedHashing(all.slice(0, 6), { slots: SLOTS });
        for (const index of toggles) {
          const node = all[index] ?? { id: '', weight: 0 };
          const isThere = placement.nodes.some(({ id }) => id === node.id);
          placement = isThere ? placement.withoutNode(node.id) : placement.withNode(node);
        }
        const built = placeByBoundedHashing(placement.nodes, { slots: SLOTS });
        expect(answers(placement)).toEqual(answers(built));
        expect(placement.shares()).toEqual(built.shares());
      }),
      { numRuns: 15 },
    );
  });

  it.each([0, 1000, SLOTS + 1, 2 ** 25, Number.NaN])('refuses a table of %d slots', (slots) => {
    expect(() => placeByBoundedHashing([], { slots })).toThrow(`slots is ${slots}; accepted: a power of two`);
  });

  it.each([0.99, Number.NaN])('refuses a bound of %d', (bound) => {
    expect(() => placeByBoundedHashing([], { maxOverMean: bound })).toThrow(`maxOverMean is ${bound}`);
  });
});

describe('GIVEN 1000 nodes on the table of a million slots', () => {
  const weightsOf = { 'one weight': () => 1, 'weights from 1 to 4': (index: number) => [1, 2, 4, 1.5][index % 4] ?? 1 };

  it.each(Object.entries(weightsOf))('moves at most 1.1 × the minimum for one node more, %s', (_, weightOf) => {
    const all = nodes(1001, weightOf);
    const natural = naturalSlots(all.slice(0, 1000), 1 << 20);
    const before = boundSlots(natural, 1.05);
    const after = boundSlots(naturalSlotsWith(natural, all[1000] as PlacementNode), 1.05);
    const moved = before.filter((owner, slot) => owner !== after[slot]).length;
    const toNewcomer = after.filter((owner) => owner === 1000).length;
    const weight = all.reduce((sum, node) => sum + node.weight, 0);
    const share = (weightOf(1000) / weight) * (1 << 20);
    expect(moved / share).toBeLessThan(1.1);
    expect(toNewcomer / share).toBeGreaterThan(0.9);
    expect(moved - toNewcomer).toBeLessThan(0.07 * share);
  });
});

describe('slotOf', () => {
  it('names the slot whose node lookup gives', () => {
    expect(slotOf('test', 1 << 14)).toBe(0xba6bd213 >>> 18);
    expect(slotOf('test', 2)).toBe(1);
  });
});
