import type { NodePreferences } from './node-preferences';

/**
 * Returns the ids of the nodes for so many copies of a slot: the first owner, then those that want the slot most, in a zone without
 * a copy while there is one. Fewer when there are fewer nodes. Deterministic, O(nodes × replicas).
 * @param first number of the slot's own node
 */
export function chooseOwners(
  preferences: NodePreferences,
  slot: number,
  first: number,
  replicas: number,
): readonly string[] {
  const { nodes } = preferences;
  const scores = nodes.map((_, node) => preferences.scoreOf(node, slot));
  const chosen = nodes.length > 0 ? [first] : [];
  while (chosen.length < Math.min(replicas, nodes.length)) {
    const zones = new Set(chosen.flatMap((node) => nodes[node]?.zone ?? []));
    const others = nodes.map((_, node) => node).filter((node) => !chosen.includes(node));
    const elsewhere = others.filter((node) => !zones.has(nodes[node]?.zone ?? ''));
    chosen.push(lowest(preferences, elsewhere.length > 0 ? elsewhere : others, scores));
  }
  return chosen.flatMap((node) => nodes[node]?.id ?? []);
}

function lowest(preferences: NodePreferences, candidates: readonly number[], scores: readonly number[]): number {
  return candidates.reduce((best, node) =>
    preferences.wins(node, scores[node] ?? 0, best, scores[best] ?? 0) ? node : best,
  );
}
