import type { PlacementNode } from './placement';

/**
 * Returns by slot the number of its node when the slots are dealt one after another, each to the node that is then least full for its
 * weight. Ties go to the node with fewer slots for its weight, then to the first. O(slots × nodes).
 * @param order the slots, each once
 * @param loadOf load of a slot, 0 or more
 */
export function dealSlots(
  nodes: readonly PlacementNode[],
  order: readonly number[],
  loadOf: (slot: number) => number,
): Uint16Array {
  const owners = new Uint16Array(order.length);
  const loads = new Float64Array(nodes.length);
  const counts = new Float64Array(nodes.length);
  for (const slot of nodes.length > 0 ? order : []) {
    const load = loadOf(slot);
    let chosen = 0;
    let least = Number.POSITIVE_INFINITY;
    let fewest = Number.POSITIVE_INFINITY;
    nodes.forEach(({ weight }, node) => {
      const fullness = ((loads[node] ?? 0) + load) / weight;
      const crowd = ((counts[node] ?? 0) + 1) / weight;
      if (fullness < least || (fullness === least && crowd < fewest)) {
        chosen = node;
        least = fullness;
        fewest = crowd;
      }
    });
    owners[slot] = chosen;
    loads[chosen] = (loads[chosen] ?? 0) + load;
    counts[chosen] = (counts[chosen] ?? 0) + 1;
  }
  return owners;
}

/** In the order of their ids, so that ties do not depend on the order in which nodes came. O(nodes log nodes). */
export function sortedNodes(nodes: readonly PlacementNode[]): readonly PlacementNode[] {
  return [...nodes].sort((left, right) => (left.id < right.id ? -1 : 1));
}
