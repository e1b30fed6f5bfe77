import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockScores } from '../../../core/placement/block-scores';
import { type BoundFacts, factsWith, factsWithout, MOST_CANDIDATES } from '../../../core/placement/bound-facts';
import { boundSlots } from '../../../core/placement/bound-slots';
import { naturalSlotsWith, naturalSlotsWithout } from '../../../core/placement/change-natural-slots';
import { leastWantedSlots } from '../../../core/placement/least-wanted';
import { type NaturalSlots, naturalSlots } from '../../../core/placement/natural-slots';
import { BLOCK_SLOTS } from '../../../core/placement/node-preferences';
import { ownedSlots } from '../../../core/placement/wanted-slots';
import { nodes } from './fixtures';

const START = 40;
/** Of two blocks: what is known of one says nothing of the other. */
const SLOTS = 2 * BLOCK_SLOTS;

/** Nodes that come or go: one of the nodes that are there by its number, or one more of a weight. */
const anyChanges = fc.array(
  fc.oneof(fc.record({ weight: fc.constantFrom(0.5, 1, 2, 30) }), fc.record({ gone: fc.nat() })),
  { minLength: 1, maxLength: 6 },
);

/** A few nodes have all places for candidates to themselves, many do not. */
const anyStart = fc.constantFrom(2, 3, MOST_CANDIDATES + 1, START);

interface Step {
  readonly natural: NaturalSlots;
  readonly known: BoundFacts;
}

function changed({ natural, known }: Step, change: { weight: number } | { gone: number }, step: number): Step {
  if ('weight' in change || natural.counts.length === 1) {
    const after = naturalSlotsWith(natural, { id: `more-${step}`, weight: 'weight' in change ? change.weight : 1 });
    return { natural: after, known: factsWith(known, after) };
  }
  const gone = change.gone % natural.counts.length;
  const slotsOfGone = ownedSlots(natural, gone);
  const after = naturalSlotsWithout(natural, gone, slotsOfGone);
  return { natural: after, known: factsWithout(known, after, gone, slotsOfGone) };
}

function expectTrue({ natural, known }: Step): void {
  const scores = new BlockScores(natural.preferences);
  for (const [node, slots] of known.leastWanted) {
    const all = leastWantedSlots(natural.preferences, node, ownedSlots(natural, node), SLOTS);
    expect(all.slice(0, slots.length)).toEqual(slots);
  }
  const candidates = [...known.candidates.keys()].map((slot) => scores.enter(slot).bestNodes(slot, MOST_CANDIDATES));
  // As texts: comparing thousands of lists takes seconds.
  expect(candidates.join('; ')).toBe([...known.candidates.values()].join('; '));
}

describe('boundSlots', () => {
  it('with the facts of other nodes, carried over, gives the table that it gives without; and they are true', () => {
    fc.assert(
      fc.property(anyStart, fc.constantFrom(1, 1.02, 1.05), anyChanges, (start, bound, changes) => {
        const natural = naturalSlots(
          nodes(start, (index) => 1 + (index % 3)),
          SLOTS,
        );
        let step: Step = { natural, known: boundSlots(natural, bound).facts };
        for (const [index, change] of changes.entries()) {
          step = changed(step, change, index);
          expectTrue(step);
          const table = boundSlots(step.natural, bound, step.known);
          expect(sameTable(table.owners, boundSlots(step.natural, bound).owners)).toBe(true);
          step = { ...step, known: table.facts };
        }
      }),
      { numRuns: 15 },
    );
  });

  it('knows facts after a change: most of what the table before was made of', () => {
    const natural = naturalSlots(nodes(START), SLOTS);
    const { facts } = boundSlots(natural, 1.02);
    const after = naturalSlotsWith(natural, { id: 'more', weight: 1 });
    const known = factsWith(facts, after);
    const { facts: fresh } = boundSlots(after, 1.02);
    const kept = [...fresh.candidates.keys()].filter((slot) => known.candidates.has(slot));
    expect(fresh.candidates.size).toBeGreaterThan(20);
    expect(kept.length / fresh.candidates.size).toBeGreaterThan(0.5);
  });
});

function sameTable(left: Uint16Array, right: Uint16Array): boolean {
  return left.length === right.length && left.every((owner, slot) => owner === right[slot]);
}
