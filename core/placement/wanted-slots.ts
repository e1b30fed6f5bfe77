import type { NaturalSlots } from './natural-slots';
import { BLOCK_SLOTS, fractionOf, scoreAt, slotAt } from './node-preferences';

/** Going through what one node wants costs as much as going through so many times its share of the table. */
const WALK_COST = 32;

/** Calls for every slot that a node wants with a score up to the highest of the slot's block. O(such slots + blocks). */
export function forEachWantedSlot(
  { preferences, owners, highestScores }: NaturalSlots,
  node: number,
  visit: (slot: number, score: number) => void,
): void {
  const stride = preferences.strides[node] ?? 0;
  const step = preferences.steps[node] ?? 0;
  for (let block = 0; block * BLOCK_SLOTS < owners.length; block += 1) {
    const turn = preferences.turnOf(node, block);
    const fraction = fractionOf(turn);
    const highestScore = highestScores[block] ?? 0;
    let score = scoreAt(0, fraction, step);
    for (let rank = 0; score <= highestScore && rank < BLOCK_SLOTS; rank += 1) {
      visit(block * BLOCK_SLOTS + slotAt(turn, stride, rank), score);
      score = scoreAt(rank + 1, fraction, step);
    }
  }
}

/** Returns the slots of a node, block by block. O(slots that it wants at all). */
export function ownedSlots(natural: NaturalSlots, node: number): number[] {
  const owned: number[] = [];
  forEachWantedSlot(natural, node, (slot) => {
    if (natural.owners[slot] === node) {
      owned.push(slot);
    }
  });
  return owned;
}

/** Returns the slots of each of the nodes. O(slots that they want at all), at most O(slots of the table). */
export function ownedSlotsOf(natural: NaturalSlots, nodes: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const { owners, counts } = natural;
  if (nodes.length * WALK_COST < counts.length) {
    return new Map(nodes.map((node) => [node, ownedSlots(natural, node)]));
  }
  const isAsked = new Uint8Array(counts.length);
  const found: number[][] = [];
  for (const node of nodes) {
    isAsked[node] = 1;
    found[node] = [];
  }
  for (let slot = 0; slot < owners.length; slot += 1) {
    const owner = owners[slot] ?? 0;
    if (isAsked[owner] === 1) {
      found[owner]?.push(slot);
    }
  }
  return new Map(nodes.map((node) => [node, found[node] ?? []]));
}
