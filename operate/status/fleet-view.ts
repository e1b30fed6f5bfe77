import { type LeaseObservations, readMembership } from '../../core/fleet/membership';
import type { FleetNode } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import type { NodeRecords } from '../../core/table/parse-nodes';
import type { ControllerName, FleetSwitches } from '../../core/table/table-schema';
import type { FleetAddress } from '../fleet/deployed-fleets';
import type { KeptDecision, OperatedGroup, OperatePorts } from '../ports';

/** The controllers, in the order in which they are shown. */
export const CONTROLLERS: readonly ControllerName[] = ['scaler', 'rebalancer', 'lifecycle'];

/** Everything that was read of a fleet at one time. */
export interface FleetView {
  readonly fleet: FleetAddress;
  /** By this machine's clock. */
  readonly readAtMs: number;
  readonly group: OperatedGroup;
  readonly nodes: readonly FleetNode[];
  readonly records: NodeRecords;
  readonly shards: readonly Shard[];
  readonly switches: FleetSwitches;
  /** Since when each node's counter stands still, as far as we looked; to be handed to the next look. */
  readonly observations: LeaseObservations;
}

/**
 * Reads a fleet as a controller does. One look cannot tell a silent node from a live one: `observations` of an earlier
 * look can.
 */
export async function readFleet(
  fleet: FleetAddress,
  ports: OperatePorts,
  observations: LeaseObservations = {},
): Promise<FleetView> {
  const readStartedMs = ports.clock();
  const [group, records, shards, switches] = await Promise.all([
    ports.group.describe(),
    ports.table.readNodes(),
    ports.table.readShards(),
    ports.switches.read(),
  ]);
  const readEndedMs = ports.clock();
  const leaseMs = fleet.policy.leaseSeconds * 1000;
  const membership = readMembership({
    group,
    records,
    observations,
    reading: { readStartedMs, readEndedMs, leaseMs },
  });
  return { fleet, readAtMs: readEndedMs, group, records, shards, switches, ...membership };
}

/** A decision, and whose it was. */
export interface ControllerDecision extends KeptDecision {
  readonly controller: ControllerName;
}

/** Returns the last decisions of every controller, newest first. */
export async function readDecisions(ports: OperatePorts, count: number): Promise<readonly ControllerDecision[]> {
  const lists = await Promise.all(
    CONTROLLERS.map(async (controller) => {
      const decisions = await ports.history.latest(controller, count);
      return decisions.map((decision) => ({ ...decision, controller }));
    }),
  );
  return lists.flat().sort((left, right) => right.atMs - left.atMs);
}
