import type { NaturalSlots } from './natural-slots';
import { BLOCK_SLOTS, scoreAt, slotAt } from './node-preferences';

/** Slots and a node's score for each, side by side. */
export interface ScoredSlots {
  readonly slots: number[];
  readonly scores: number[];
}

/** Returns every slot that a node wants with a score up to the highest, block by block. O(such slots + blocks). */
export function wantedSlots({ preferences, owners, highestScore }: NaturalSlots, node: number): ScoredSlots {
  const slots: number[] = [];
  const scores: number[] = [];
  const stride = preferences.strides[node] ?? 0;
  const step = preferences.steps[node] ?? 0;
  for (let start = 0; start < owners.length; start += BLOCK_SLOTS) {
    const turn = preferences.turnOf(node, start / BLOCK_SLOTS);
    let score = scoreAt(turn, step, 0);
    for (let rank = 0; score <= highestScore && rank < BLOCK_SLOTS; rank += 1) {
      slots.push(start + slotAt(turn, stride, rank));
      scores.push(score);
      score = scoreAt(turn, step, rank + 1);
    }
  }
  return { slots, scores };
}

/** Returns the slots of a node in order. O(slots of the table), by the engine's own search. */
export function ownedSlots(owners: Uint16Array, node: number): number[] {
  const owned: number[] = [];
  for (let slot = owners.indexOf(node); slot >= 0; slot = owners.indexOf(node, slot + 1)) {
    owned.push(slot);
  }
  return owned;
}
