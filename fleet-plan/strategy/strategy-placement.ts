import { placeByBoundedHashing } from '../../core/placement/bounded-hashing';
import { placeByLoad } from '../../core/placement/load-based';
import type { Placement, PlacementNode } from '../../core/placement/placement';
import { placeByRoundRobin } from '../../core/placement/round-robin';
import { slotOf } from '../../core/placement/slot-placement';
import type { FleetModel } from '../../core/planner/fleet-model';
import type { Strategy } from './fleet-plan';

/** Slots of the table of the strategy `load`: about one for each shard. */
const FEWEST_SLOTS = 2 ** 10;
const MOST_SLOTS = 2 ** 18;

/** Returns the placement of a strategy on the active nodes, each weighted by its capacity. */
export function strategyPlacement(
  model: FleetModel,
  strategy: Exclude<Strategy, 'balance'>,
  weights: Float64Array,
): Placement {
  const nodes = activeNodes(model);
  if (strategy === 'hash') {
    return placeByBoundedHashing(nodes);
  }
  return strategy === 'round-robin' ? placeByRoundRobin(nodes) : placeByLoad(nodes, slotLoads(model, weights));
}

/** A node's weight is its part of the fleet's capacity, the mean of all resources. */
function activeNodes({ nodes, zoneNames }: FleetModel): readonly PlacementNode[] {
  const totals = nodes.capacityLoads.map((column) =>
    column.reduce((sum, capacity, node) => sum + capacity * (nodes.takes[node] as number), 0),
  );
  const weightOf = (node: number) =>
    nodes.capacityLoads.reduce((sum, column, resource) => {
      return sum + (column[node] as number) / (totals[resource] as number) / totals.length;
    }, 0);
  return nodes.ids.flatMap((id, node) =>
    nodes.takes[node] === 1 ? [{ id, weight: weightOf(node), zone: zoneNames[nodes.zones[node] as number] }] : [],
  );
}

function slotLoads({ shards }: FleetModel, weights: Float64Array): number[] {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, shards.ids.length)));
  const loads = new Array<number>(Math.min(MOST_SLOTS, Math.max(FEWEST_SLOTS, wanted))).fill(0);
  shards.ids.forEach((id, shard) => {
    const slot = slotOf(id, loads.length);
    loads[slot] = (loads[slot] as number) + (weights[shard] as number);
  });
  return loads;
}
