import type { FleetState } from './fleet-state';
import { multipleOf } from './node-multiples';
import { TOLERANCE } from './node-rooms';

/** Whether a node is above where balancing starts, or above the limit that it goes down to once it was started. O(nodes × resources). */
export function startsBalancing(state: FleetState): boolean {
  const { limits, model } = state;
  return model.nodes.ids.some((_, node) => {
    if (model.nodes.takes[node] === 0 || !state.isOver(node)) {
      return false;
    }
    const start = limits.starts[state.tightest[node] as number] as number;
    return model.isRebalancing || multipleOf(limits, state.loads, node) > start || isOverLoadLimit(state, node);
  });
}

/** Whether a load is above the part of the node's capacity that may be used, in a fleet that is large enough for its load. */
function isOverLoadLimit({ loads, limits, model }: FleetState, node: number): boolean {
  const { nodes, policy } = model;
  return loads.some((column, resource) => {
    const usable = (nodes.capacityLoads[resource]?.[node] as number) * policy.loadLimit;
    return (limits.fullness[resource] as number) <= 1 && (column[node] as number) > usable * (1 + TOLERANCE);
  });
}
