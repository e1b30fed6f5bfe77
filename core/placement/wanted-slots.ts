import type { NaturalSlots } from './natural-slots';
import { BLOCK_SLOTS, fractionOf, scoreAt, slotAt } from './node-preferences';

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
