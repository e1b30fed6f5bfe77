import { BlockScores } from './block-scores';
import { type BoundFacts, MOST_CANDIDATES } from './bound-facts';
import { leastWantedSlots } from './least-wanted';
import type { NaturalSlots } from './natural-slots';
import type { PlacementNode } from './placement';
import { ownedSlotsOf } from './wanted-slots';

/** Least wanted slots that are kept beyond those given up: what a node gives up seldom grows by more. */
const SPARE_SLOTS = 16;
const NOTHING_KNOWN: BoundFacts = { leastWanted: new Map(), candidates: new Map() };

/** A table in which no node is above its bound. */
export interface BoundSlots {
  /** By slot the number of its node. */
  readonly owners: Uint16Array;
  readonly facts: BoundFacts;
}

/**
 * Returns the table in which no node is above its bound: a node that is gives up the slots that it wants least, and each of
 * them, in the order of the slots, goes to the node with room that wants it most. A node's capacity is `maxOverMean` times its
 * share by weight, at least the share rounded up: so every slot has a place, and a node of less than some 20 slots may be
 * one above the bound. Deterministic, O(slots + slots of nodes above the bound × log slots + displaced slots × nodes).
 * @param known facts that hold for these natural slots; they save most of that, besides a copy of the table. @default - none
 */
export function boundSlots(natural: NaturalSlots, maxOverMean: number, known = NOTHING_KNOWN): BoundSlots {
  const rooms = roomsOf(natural, maxOverMean);
  const leastWanted = leastWantedOf(natural, rooms, known.leastWanted);
  const displaced = [...leastWanted].flatMap(([node, slots]) => slots.slice(0, -(rooms[node] ?? 0)));
  for (const node of leastWanted.keys()) {
    rooms[node] = 0;
  }
  const owners = natural.owners.slice();
  const candidates = new Map<number, readonly number[]>();
  const scores = new BlockScores(natural.preferences);
  for (const slot of displaced.sort((left, right) => left - right)) {
    const wanting = known.candidates.get(slot) ?? scores.enter(slot).bestNodes(slot, MOST_CANDIDATES);
    const withRoom = wanting.find((candidate) => (rooms[candidate] ?? 0) > 0);
    const node = withRoom ?? scores.enter(slot).bestNode(slot, rooms);
    candidates.set(slot, wanting);
    rooms[node] = (rooms[node] ?? 0) - 1;
    owners[slot] = node;
  }
  return { owners, facts: { leastWanted, candidates } };
}

/** By node above its bound, the slots that it wants least: those that are known, if they are enough. */
function leastWantedOf(
  natural: NaturalSlots,
  rooms: Int32Array,
  known: BoundFacts['leastWanted'],
): BoundFacts['leastWanted'] {
  const found = new Map<number, readonly number[]>();
  const unknown: number[] = [];
  rooms.forEach((room, node) => {
    const slots = known.get(node);
    if (slots && room < 0 && slots.length >= -room) {
      found.set(node, slots);
    } else if (room < 0) {
      unknown.push(node);
    }
  });
  for (const [node, slots] of ownedSlotsOf(natural, unknown)) {
    found.set(node, leastWantedSlots(natural.preferences, node, slots, SPARE_SLOTS - (rooms[node] ?? 0)));
  }
  return found;
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
