import { BlockScores } from './block-scores';
import type { NaturalSlots } from './natural-slots';
import { blockOf, NodePreferences } from './node-preferences';
import type { PlacementNode } from './placement';
import { forEachWantedSlot, ownedSlots } from './wanted-slots';

/**
 * Returns what `naturalSlots` does for one node more, which only takes slots: those that it wants more than their owners do.
 * O(slots that it wants at all), besides a copy of the table.
 */
export function naturalSlotsWith(before: NaturalSlots, added: PlacementNode): NaturalSlots {
  const newcomer = before.counts.length;
  const preferences = new NodePreferences([...before.preferences.nodes, added]);
  const owners = before.owners.slice();
  const counts = new Int32Array(newcomer + 1);
  counts.set(before.counts);
  forEachWantedSlot({ ...before, preferences }, newcomer, (slot, score) => {
    const owner = owners[slot] ?? 0;
    if (preferences.wins(newcomer, score, owner, preferences.scoreOf(owner, slot))) {
      owners[slot] = newcomer;
      count(counts, owner, -1);
      count(counts, newcomer, 1);
    }
  });
  return { preferences, owners, counts, highestScores: before.highestScores };
}

/**
 * Returns what `naturalSlots` does without a node, whose slots each go to the other that wants it most. The last node gets the
 * number of the one that goes. O(slots of the two + slots of the one × nodes), besides a copy of the table.
 * @param slotsOfGone all slots of the node that goes, as `ownedSlots` has them
 */
export function naturalSlotsWithout(before: NaturalSlots, gone: number, slotsOfGone: readonly number[]): NaturalSlots {
  const last = before.counts.length - 1;
  const nodes = [...before.preferences.nodes];
  nodes[gone] = nodes[last] as PlacementNode;
  const preferences = new NodePreferences(nodes.slice(0, last));
  const owners = before.owners.slice();
  const counts = before.counts.slice();
  counts[gone] = counts[last] ?? 0;
  for (const slot of ownedSlots(before, last)) {
    owners[slot] = gone;
  }
  const scores = new BlockScores(preferences);
  const highestScores = before.highestScores.slice();
  for (const slot of slotsOfGone) {
    scores.enter(slot);
    const heir = scores.bestNode(slot);
    owners[slot] = heir;
    count(counts, heir, 1);
    const block = blockOf(slot);
    highestScores[block] = Math.max(highestScores[block] ?? 0, scores.score(heir, slot));
  }
  return { preferences, owners, counts: counts.slice(0, last), highestScores };
}

function count(counts: Int32Array, node: number, change: number): void {
  counts[node] = (counts[node] ?? 0) + change;
}
