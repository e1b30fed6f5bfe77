import { boundSlots } from './bound-slots';
import { naturalSlotsWith, naturalSlotsWithout } from './change-natural-slots';
import { checkNodes } from './check-nodes';
import { type NaturalSlots, naturalSlots } from './natural-slots';
import { BLOCK_SLOTS } from './node-preferences';
import type { Placement, PlacementNode } from './placement';
import { checkedSlotCount } from './slot-count';
import { SlotPlacement } from './slot-placement';

/** Some thousand slots a node keep moves near the minimum: enough for 1000 nodes. */
const DEFAULT_SLOTS = 1 << 20;
const MOST_SLOTS = 1 << 24;
const DEFAULT_MAX_OVER_MEAN = 1.05;

export interface BoundedHashingOptions {
  /**
   * Size of the table, a power of two from 16 384 to 2^24. Another size is another placement. With fewer than a thousand slots a
   * node more moves than must. @default 2^20
   */
  readonly slots?: number;
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
  const slots = checkedSlotCount(options.slots ?? DEFAULT_SLOTS, BLOCK_SLOTS, MOST_SLOTS);
  checkNodes(nodes);
  return bounded(naturalSlots(nodes, slots), maxOverMean);
}

function bounded(natural: NaturalSlots, maxOverMean: number): Placement {
  const { nodes } = natural.preferences;
  const slots = natural.owners.length;
  return new SlotPlacement(nodes, boundSlots(natural, maxOverMean), {
    add: (node) =>
      bounded(nodes.length > 0 ? naturalSlotsWith(natural, node) : naturalSlots([node], slots), maxOverMean),
    remove: (index) =>
      bounded(nodes.length > 1 ? naturalSlotsWithout(natural, index) : naturalSlots([], slots), maxOverMean),
  });
}
