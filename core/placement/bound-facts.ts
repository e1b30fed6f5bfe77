import { withLeastWanted } from './least-wanted';
import type { NaturalSlots } from './natural-slots';
import type { NodePreferences } from './node-preferences';

/** One of so many candidates nearly always has room. */
export const MOST_CANDIDATES = 4;

/**
 * What takes longest to find out when a bound is put on natural slots, and what one node more or less changes little of. It all
 * follows from the nodes: the bounded table is the same without.
 */
export interface BoundFacts {
  /** By node above its bound, the slots that it wants least, the least wanted first: at least those that it gives up. */
  readonly leastWanted: ReadonlyMap<number, readonly number[]>;
  /** By slot that is given up, the nodes that want it most, the first first: as many as `MOST_CANDIDATES`, or all. */
  readonly candidates: ReadonlyMap<number, readonly number[]>;
}

/** Returns the facts that hold with one node more, the last of `after`. O(facts). */
export function factsWith(facts: BoundFacts, after: NaturalSlots): BoundFacts {
  const { preferences, owners } = after;
  const newcomer = after.counts.length - 1;
  return {
    leastWanted: new Map(
      [...facts.leastWanted].map(([node, slots]) => [node, slots.filter((slot) => owners[slot] === node)]),
    ),
    candidates: new Map(
      [...facts.candidates].map(([slot, nodes]) => [slot, withCandidate(preferences, slot, nodes, newcomer)]),
    ),
  };
}

/**
 * Returns the facts that hold without a node, whose number the last one has in `after`. O(facts + slots of the node).
 * @param slotsOfGone all slots of the node that went
 */
export function factsWithout(
  facts: BoundFacts,
  after: NaturalSlots,
  gone: number,
  slotsOfGone: readonly number[],
): BoundFacts {
  const last = after.counts.length;
  const numberOf = (node: number) => (node === last ? gone : node);
  const leastWanted = new Map(
    [...facts.leastWanted].filter(([node]) => node !== gone).map(([node, slots]) => [numberOf(node), slots]),
  );
  for (const slot of slotsOfGone) {
    const heir = after.owners[slot] ?? 0;
    const slots = leastWanted.get(heir);
    if (slots) {
      leastWanted.set(heir, withLeastWanted(after.preferences, heir, slots, slot));
    }
  }
  const candidates = new Map(
    [...facts.candidates]
      .filter(([, nodes]) => !nodes.includes(gone))
      .map(([slot, nodes]) => [slot, nodes.includes(last) ? nodes.map(numberOf) : nodes]),
  );
  return { leastWanted, candidates };
}

/** The candidates with a newcomer before those that it wins over; of more than the most, the last is left out. */
function withCandidate(
  preferences: NodePreferences,
  slot: number,
  nodes: readonly number[],
  newcomer: number,
): readonly number[] {
  const score = preferences.scoreOf(newcomer, slot);
  const isBetter = (node: number) => !preferences.wins(newcomer, score, node, preferences.scoreOf(node, slot));
  const place = nodes.findLastIndex(isBetter) + 1;
  return place < MOST_CANDIDATES ? nodes.toSpliced(place, 0, newcomer).slice(0, MOST_CANDIDATES) : nodes;
}
