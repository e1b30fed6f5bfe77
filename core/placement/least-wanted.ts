import type { NodePreferences } from './node-preferences';
import { nthLargest } from './nth-largest';

/**
 * Returns those of a node's slots that it wants least, the least wanted first: as many as asked for, or all. Deterministic,
 * O(slots + count × log count).
 * @param count from 1 up
 */
export function leastWantedSlots(
  preferences: NodePreferences,
  node: number,
  slots: readonly number[],
  count: number,
): readonly number[] {
  const scores = new Float64Array(slots.length);
  slots.forEach((slot, index) => {
    scores[index] = preferences.scoreOf(node, slot);
  });
  // Scores of one node all differ, so a score says how many slots are above it.
  const lowest = nthLargest(scores.slice(), Math.min(count, scores.length));
  return slots
    .filter((_, index) => (scores[index] ?? 0) >= lowest)
    .sort((left, right) => preferences.scoreOf(node, right) - preferences.scoreOf(node, left));
}

/** Returns the least wanted slots of a node that has got one more: without it, when it is wanted more than they are. O(slots). */
export function withLeastWanted(
  preferences: NodePreferences,
  node: number,
  slots: readonly number[],
  added: number,
): readonly number[] {
  const score = preferences.scoreOf(node, added);
  const above = slots.findLastIndex((slot) => preferences.scoreOf(node, slot) > score);
  return above + 1 < slots.length ? slots.toSpliced(above + 1, 0, added) : slots;
}
