import type { NodePreferences } from './node-preferences';
import type { PlacementNode } from './placement';

/**
 * Returns the numbers of the nodes for so many copies of a slot: the first owner, then those that want the slot most, in a zone without
 * a copy while there is one. Fewer when there are fewer nodes. Deterministic, O(nodes × replicas).
 * @param zones by node, as `zoneNumbers` has them
 * @param first number of the slot's own node
 */
export function chooseOwners(
  preferences: NodePreferences,
  zones: Int32Array,
  slot: number,
  first: number,
  replicas: number,
): readonly number[] {
  const scores = new Float64Array(zones.length);
  for (let node = 0; node < scores.length; node += 1) {
    scores[node] = preferences.scoreOf(node, slot);
  }
  const chosen = zones.length > 0 ? [first] : [];
  while (chosen.length < Math.min(replicas, zones.length)) {
    const taken = chosen.map((node) => zones[node]);
    const elsewhere = bestOf(preferences, scores, (node) => !taken.includes(zones[node]));
    chosen.push(elsewhere >= 0 ? elsewhere : bestOf(preferences, scores, (node) => !chosen.includes(node)));
  }
  return chosen;
}

/** Returns by node the number of its zone; a node without a zone is alone in one. O(nodes). */
export function zoneNumbers(nodes: readonly PlacementNode[]): Int32Array {
  const firstOf = new Map<string, number>();
  return Int32Array.from(nodes, ({ zone }, index) => {
    if (zone === undefined) {
      return index;
    }
    const number = firstOf.get(zone) ?? index;
    firstOf.set(zone, number);
    return number;
  });
}

/** The node with the lowest score among those that may be chosen, −1 when there is none. */
function bestOf(preferences: NodePreferences, scores: Float64Array, mayBe: (node: number) => boolean): number {
  let best = -1;
  let bestScore = Number.POSITIVE_INFINITY;
  for (let node = 0; node < scores.length; node += 1) {
    const score = scores[node] ?? 0;
    if (preferences.wins(node, score, best, bestScore) && mayBe(node)) {
      best = node;
      bestScore = score;
    }
  }
  return best;
}
