import { describe, expect, it } from 'vitest';
import { BlockScores } from '../../../core/placement/block-scores';
import { BLOCK_SLOTS, NodePreferences } from '../../../core/placement/node-preferences';
import { nodes } from './fixtures';

describe('bestNode', () => {
  it.each([
    ['one weight', () => 1],
    ['weights from 1 to 4', (index: number) => 1 + (index % 4)],
  ])('is the one with the lowest score among those with room, also where scores are close, %s', (_, weightOf) => {
    const all = nodes(1000, weightOf);
    const preferences = new NodePreferences(all);
    const scores = new BlockScores(preferences);
    const rooms = Int32Array.from(all, (_, index) => index % 3);
    const lowest = (slot: number, mayBe: (index: number) => boolean) =>
      all.reduce(
        (best, _, index) =>
          mayBe(index) && (best < 0 || preferences.scoreOf(index, slot) < preferences.scoreOf(best, slot))
            ? index
            : best,
        -1,
      );
    for (let step = 0; step < 200; step += 1) {
      const slot = step * 191 + (step % 4) * BLOCK_SLOTS;
      scores.enter(slot);
      expect(scores.bestNode(slot)).toBe(lowest(slot, () => true));
      expect(scores.bestNode(slot, rooms)).toBe(lowest(slot, (index) => (rooms[index] ?? 0) > 0));
      expect(scores.score(step, slot)).toBe(preferences.scoreOf(step, slot));
    }
  });

  it.each([1, 4, 30])('is the first of the %i best nodes, which come in the order of their scores', (count) => {
    const all = nodes(25, (index) => 1 + (index % 4));
    const preferences = new NodePreferences(all);
    const scores = new BlockScores(preferences);
    for (let slot = 0; slot < 3 * BLOCK_SLOTS; slot += 997) {
      const byScore = [...all.keys()].sort(
        (left, right) => preferences.scoreOf(left, slot) - preferences.scoreOf(right, slot),
      );
      expect(scores.enter(slot).bestNodes(slot, count)).toEqual(byScore.slice(0, count));
      expect(scores.bestNode(slot)).toBe(byScore[0]);
    }
  });

  it('is nobody when nobody has room', () => {
    const scores = new BlockScores(new NodePreferences(nodes(3)));
    scores.enter(0);
    expect(scores.bestNode(0, new Int32Array(3))).toBe(-1);
  });
});
