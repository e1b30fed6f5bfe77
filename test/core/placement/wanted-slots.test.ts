import { describe, expect, it } from 'vitest';
import { naturalSlots } from '../../../core/placement/natural-slots';
import { BLOCK_SLOTS } from '../../../core/placement/node-preferences';
import { ownedSlotsOf } from '../../../core/placement/wanted-slots';
import { nodes } from './fixtures';

const COUNT = 70;
const natural = naturalSlots(
  nodes(COUNT, (index) => 1 + (index % 3)),
  2 * BLOCK_SLOTS,
);

describe('ownedSlotsOf', () => {
  it.each([
    ['none', []],
    ['two of 70, one by one', [3, 69]],
    ['all, in one pass over the table', Array.from({ length: COUNT }, (_, node) => node)],
  ])('gives the slots of nodes: %s', (_, asked) => {
    const found = ownedSlotsOf(natural, asked);
    expect([...found.keys()]).toEqual(asked);
    for (const [node, slots] of found) {
      const owned = [...natural.owners.keys()].filter((slot) => natural.owners[slot] === node);
      expect([...slots].sort((left, right) => left - right)).toEqual(owned);
      expect(slots).toHaveLength(natural.counts[node] ?? 0);
    }
  });
});
