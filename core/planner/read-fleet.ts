import type { FleetModel } from './fleet-model';
import { PlannerFaults } from './planner-faults';
import type { PlannerInput, PlannerPolicy, PlannerShard } from './planner-input';
import { FlightReader } from './read-flights';
import { type ReadNodes, readNodes } from './read-nodes';
import { readPolicy } from './read-policy';
import { ShardReader } from './read-shards';

/**
 * Returns a fleet in numbers, with moves in flight done. Shards are read once, so that they may come from a stream.
 * O(nodes + shards × replicas).
 * @throws InvalidFleetError with every fault and its place: duplicate ids, owners that do not exist, numbers that are none or negative,
 * capacities of 0, a shard larger than any disk, moves that do not fit the owners
 */
export function readFleet(input: PlannerInput): FleetModel {
  const reader = new FleetReader(input);
  for (const shard of input.shards) {
    reader.add(shard);
  }
  return reader.done();
}

/** The same for shards that come one after the other, as from a stream that is waited for. */
export class FleetReader {
  private readonly policy: PlannerPolicy;
  private readonly nodes: ReadNodes;
  private readonly flights: FlightReader;
  private readonly shards: ShardReader;

  /** @param faults collects what is wrong with the fleet, and names its places */
  constructor(
    private readonly input: Omit<PlannerInput, 'shards'>,
    private readonly faults = new PlannerFaults(),
  ) {
    this.policy = readPolicy(input.policy, faults);
    this.nodes = readNodes(input.nodes, faults);
    this.flights = new FlightReader(input.moves ?? [], this.nodes, faults);
    this.shards = new ShardReader(this.nodes, this.flights, faults.hasNone ? this.policy.replicas : 1, faults);
  }

  add(shard: PlannerShard): void {
    this.shards.add(shard);
  }

  /** @throws InvalidFleetError */
  done(): FleetModel {
    const shards = this.shards.done();
    this.faults.throwIfAny();
    return {
      nodes: this.nodes.columns,
      zoneNames: this.nodes.zoneNames,
      resources: this.nodes.resources,
      ...shards,
      flights: this.flights.flights,
      policy: this.policy,
      isRebalancing: this.input.isRebalancing ?? false,
    };
  }
}
