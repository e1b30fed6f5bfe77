import { checkNodes } from './check-nodes';
import { dealSlots, sortedNodes } from './deal-slots';
import type { Placement, PlacementNode } from './placement';
import { checkedSlotCount } from './slot-count';
import { SlotPlacement } from './slot-placement';

const DEFAULT_SLOTS = 1 << 14;
const MOST_SLOTS = 1 << 20;

/**
 * Returns the placement by turns: slot after slot goes to the next node in the order of ids, more often to a heavier one. No
 * node is a whole slot above its share, and nearly every key moves when a node comes or goes: for fleets that do not
 * change, or without data. Deterministic, O(slots × nodes), and so is each change.
 * @param options.slots size of the table, a power of two from 2 to 2^20; @default 16 384
 * @throws InvalidNodesError with every fault of the nodes
 * @throws RangeError when the number of slots is not so
 */
export function placeByRoundRobin(
  nodes: readonly PlacementNode[],
  options: { readonly slots?: number } = {},
): Placement {
  const slots = checkedSlotCount(options.slots ?? DEFAULT_SLOTS, 2, MOST_SLOTS);
  checkNodes(nodes);
  const inTurn = sortedNodes(nodes);
  const order = Array.from({ length: slots }, (_, slot) => slot);
  return new SlotPlacement(
    inTurn,
    dealSlots(inTurn, order, () => 1),
    {
      add: (node) => placeByRoundRobin([...inTurn, node], options),
      remove: (index) => placeByRoundRobin(inTurn.toSpliced(index, 1), options),
    },
  );
}
