import { BlockScores } from './block-scores';
import type { NaturalSlots } from './natural-slots';
import type { NodePreferences } from './node-preferences';
import { nthLargest } from './nth-largest';
import type { PlacementNode } from './placement';

/**
 * Returns by slot the number of its node when no node is above the bound: a node that is gives up the slots that it wants least, and each of
 * them, in the order of the slots, goes to the node with room that wants it most. A node's capacity is `maxOverMean` times its
 * share by weight, at least the share rounded up: so every slot has a place, and a node of less than some 20 slots may be
 * one above the bound. Deterministic, O(slots + slots of nodes above the bound × log slots + displaced slots × nodes).
 */
export function boundSlots(natural: NaturalSlots, maxOverMean: number): Uint16Array {
  const owners = natural.owners.slice();
  const rooms = roomsOf(natural, maxOverMean);
  const displaced = [...slotsAboveBound(owners, rooms)].flatMap(([node, slots]) => {
    const count = -(rooms[node] ?? 0);
    rooms[node] = 0;
    return leastWanted(natural.preferences, node, slots, count);
  });
  const scores = new BlockScores(natural.preferences);
  for (const slot of displaced.sort((left, right) => left - right)) {
    scores.enter(slot);
    const node = scores.bestNode(slot, rooms);
    rooms[node] = (rooms[node] ?? 0) - 1;
    owners[slot] = node;
  }
  return owners;
}

/** By node without room for all its slots, these. */
function slotsAboveBound(owners: Uint16Array, rooms: Int32Array): ReadonlyMap<number, number[]> {
  const slotsOf: (number[] | undefined)[] = [];
  rooms.forEach((room, node) => {
    slotsOf[node] = room < 0 ? [] : undefined;
  });
  for (let slot = 0; slot < owners.length; slot += 1) {
    const node = owners[slot] ?? 0;
    if ((rooms[node] ?? 0) < 0) {
      slotsOf[node]?.push(slot);
    }
  }
  return new Map(slotsOf.flatMap((slots, node) => (slots ? [[node, slots]] : [])));
}

function roomsOf({ preferences, owners, counts }: NaturalSlots, maxOverMean: number): Int32Array {
  const weight = totalWeight(preferences.nodes);
  const rooms = new Int32Array(counts.length);
  preferences.nodes.forEach((node, index) => {
    const share = (owners.length * node.weight) / weight;
    rooms[index] = Math.max(Math.floor(maxOverMean * share), Math.ceil(share)) - (counts[index] ?? 0);
  });
  return rooms;
}

/** Lightest first, so that rounding does not depend on the order of the nodes. */
function totalWeight(nodes: readonly PlacementNode[]): number {
  const weights = new Float64Array(nodes.length);
  nodes.forEach(({ weight }, index) => {
    weights[index] = weight;
  });
  return weights.sort().reduce((sum, weight) => sum + weight, 0);
}

/** Scores of one node all differ, so a score says how many slots are above it. */
function leastWanted(preferences: NodePreferences, node: number, slots: readonly number[], count: number): number[] {
  const scores = new Float64Array(slots.length);
  slots.forEach((slot, index) => {
    scores[index] = preferences.scoreOf(node, slot);
  });
  const lowestGiven = nthLargest(scores.slice(), count);
  return slots.filter((_, index) => (scores[index] ?? 0) >= lowestGiven);
}
