import type { FleetModel } from './fleet-model';
import { PlannerFaults } from './planner-faults';
import type { PlannerInput } from './planner-input';
import { FlightReader } from './read-flights';
import { readNodes } from './read-nodes';
import { readPolicy } from './read-policy';
import { readShards } from './read-shards';

/**
 * Returns a fleet in numbers, with moves in flight done. Shards are read once, so that they may come from a stream.
 * O(nodes + shards × replicas).
 * @throws InvalidFleetError with every fault and its place: duplicate ids, owners that do not exist, numbers that are none or negative,
 * capacities of 0, a shard larger than any disk, moves that do not fit the owners
 */
export function readFleet(input: PlannerInput): FleetModel {
  const faults = new PlannerFaults();
  const policy = readPolicy(input.policy, faults);
  const nodes = readNodes(input.nodes, faults);
  const flights = new FlightReader(input.moves ?? [], nodes, faults);
  const shards = readShards(input.shards, nodes, flights, faults.hasNone ? policy.replicas : 1, faults);
  faults.throwIfAny();
  return {
    nodes: nodes.columns,
    zoneNames: nodes.zoneNames,
    resources: nodes.resources,
    ...shards,
    flights: flights.flights,
    policy,
    isRebalancing: input.isRebalancing ?? false,
  };
}
