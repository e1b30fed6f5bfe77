import { type BoundFacts, factsWith, factsWithout } from './bound-facts';
import { boundSlots } from './bound-slots';
import { naturalSlotsWith, naturalSlotsWithout } from './change-natural-slots';
import { checkNodes, MOST_NODES } from './check-nodes';
import { type NaturalSlots, naturalSlots } from './natural-slots';
import { BLOCK_SLOTS } from './node-preferences';
import type { Placement, PlacementNode } from './placement';
import { SlotPlacement } from './slot-placement';
import { ownedSlots } from './wanted-slots';

/** So many slots a node keep moves near the minimum: with half as many, one node more moves a quarter more than it must. */
const SLOTS_PER_NODE = 512;
const DEFAULT_MOST_NODES = 1024;
const DEFAULT_MAX_OVER_MEAN = 1.05;

export interface BoundedHashingOptions {
  /**
   * The size that the nodes may grow to, a whole number from 1 to 65 535; fixes the size of the table: 512 slots of 2 bytes a node,
   * rounded up to a power of two, at least 16 384. More nodes than that work too, but then each one that comes or goes moves more than
   * it must. Another size of table moves nearly every key, so it does not follow the nodes by itself. @default 1024
   */
  readonly mostNodes?: number;
  /** Most slots of a node over its share by weight, from 1 up. @default 1.05 */
  readonly maxOverMean?: number;
}

/**
 * Returns the placement by consistent hashing with bounded loads: each slot is with the node that wants it most by weighted
 * rendezvous hashing, but none is above the bound. A node that comes or goes moves hardly more than its share. Deterministic; the same nodes
 * give the same table, however they came. O(slots × log nodes); one node more or less O(slots of a node × nodes + slots copied).
 * @throws InvalidNodesError with every fault of the nodes
 * @throws RangeError when an option is out of range
 * @see https://arxiv.org/abs/1608.01350
 */
export function placeByBoundedHashing(nodes: readonly PlacementNode[], options: BoundedHashingOptions = {}): Placement {
  const maxOverMean = options.maxOverMean ?? DEFAULT_MAX_OVER_MEAN;
  if (!(maxOverMean >= 1)) {
    throw new RangeError(`maxOverMean is ${maxOverMean}; accepted: a number from 1 up.`);
  }
  const slots = slotCountFor(options.mostNodes ?? DEFAULT_MOST_NODES);
  checkNodes(nodes);
  return placementOn(naturalSlots(nodes, slots), maxOverMean);
}

/**
 * Returns the number of slots of a table for so many nodes.
 * @throws RangeError when there cannot be so many nodes
 */
export function slotCountFor(mostNodes: number): number {
  if (!Number.isInteger(mostNodes) || mostNodes < 1 || mostNodes > MOST_NODES) {
    throw new RangeError(`mostNodes is ${mostNodes}; accepted: a whole number from 1 to ${MOST_NODES}.`);
  }
  return Math.max(BLOCK_SLOTS, 2 ** Math.ceil(Math.log2(mostNodes * SLOTS_PER_NODE)));
}

function placementOn(natural: NaturalSlots, maxOverMean: number, known?: BoundFacts): Placement {
  const { nodes } = natural.preferences;
  const slots = natural.owners.length;
  const { owners, facts } = boundSlots(natural, maxOverMean, known);
  return new SlotPlacement(nodes, owners, {
    add: (node) => {
      if (nodes.length === 0) {
        return placementOn(naturalSlots([node], slots), maxOverMean);
      }
      const after = naturalSlotsWith(natural, node);
      return placementOn(after, maxOverMean, factsWith(facts, after));
    },
    remove: (gone) => {
      if (nodes.length === 1) {
        return placementOn(naturalSlots([], slots), maxOverMean);
      }
      const slotsOfGone = ownedSlots(natural, gone);
      const after = naturalSlotsWithout(natural, gone, slotsOfGone);
      return placementOn(after, maxOverMean, factsWithout(facts, after, gone, slotsOfGone));
    },
  });
}
