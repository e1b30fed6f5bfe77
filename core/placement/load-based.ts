import { checkNodes } from './check-nodes';
import { dealSlots, sortedNodes } from './deal-slots';
import type { Placement, PlacementNode } from './placement';
import { checkedSlotCount } from './slot-count';
import { SlotPlacement } from './slot-placement';

const MOST_SLOTS = 1 << 20;

/**
 * Returns the placement by measured load: slots, heaviest first, go to the node that is then least loaded for its weight. It is at most
 * 4/3 of the best possible maximum for nodes of one weight. Keys move when nodes or loads change, as many as it takes:
 * to move few, use bounded hashing. Deterministic, O(slots × nodes), and so is each change.
 * @param slotLoads load of each slot (`slotOf` says which one a key is in) in any unit, 0 or more; as many as a power of two from 2 to 2^20
 * @throws InvalidNodesError with every fault of the nodes
 * @throws RangeError with every fault of the loads
 * @see https://doi.org/10.1137/0117039
 */
export function placeByLoad(nodes: readonly PlacementNode[], slotLoads: readonly number[]): Placement {
  checkedSlotCount(slotLoads.length, 2, MOST_SLOTS);
  checkLoads(slotLoads);
  checkNodes(nodes);
  const inOrder = sortedNodes(nodes);
  const loadOf = (slot: number) => slotLoads[slot] ?? 0;
  const heaviestFirst = slotLoads
    .map((_, slot) => slot)
    .sort((left, right) => loadOf(right) - loadOf(left) || left - right);
  return new SlotPlacement(inOrder, dealSlots(inOrder, heaviestFirst, loadOf), {
    add: (node) => placeByLoad([...inOrder, node], slotLoads),
    remove: (index) => placeByLoad(inOrder.toSpliced(index, 1), slotLoads),
  });
}

function checkLoads(slotLoads: readonly number[]): void {
  const faults = slotLoads.flatMap((load, slot) =>
    Number.isFinite(load) && load >= 0
      ? []
      : `slotLoads[${slot}] is ${load}; accepted: a number from 0 up. Measure it again.`,
  );
  if (faults.length > 0) {
    throw new RangeError(faults.join('\n'));
  }
}
