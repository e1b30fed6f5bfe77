import type { Follow } from '../../core/fleet/follow';
import { type LeaseObservations, readMembership } from '../../core/fleet/membership';
import type { FleetNode } from '../../core/fleet/node';
import type { LeaseReading } from '../../core/lease/controller-lease';
import type { FleetSwitches } from '../../core/table/table-schema';
import { readInstances } from './read-instances';
import { readShards, type ShardReading } from './read-shards';
import type { RebalancerMemory, RebalancerPorts, RebalancerSettings } from './rebalancer-ports';

/** Everything one tick of the rebalancer decides on. */
export interface FleetView extends ShardReading {
  readonly nodes: readonly FleetNode[];
  /** Why the nodes are as the group listed them last. */
  readonly groupFault?: unknown;
  readonly observations: LeaseObservations;
  /** The reading of the nodes that leases are judged by. */
  readonly lease: LeaseReading;
  /** Ids with a control word that the group does not list and that never sent a heartbeat. */
  readonly wordsOnly: readonly string[];
  readonly follows: readonly Follow[];
  readonly switches: FleetSwitches;
}

/** Reads the state anew, the heartbeats first, for they are what time is counted from. */
export async function readView(
  ports: RebalancerPorts,
  settings: RebalancerSettings,
  memory: Pick<RebalancerMemory, 'observations' | 'nodesReadMs'> | undefined,
): Promise<FleetView> {
  const { table, group } = ports;
  const readStartedMs = ports.clock();
  const records = await table.readNodes();
  const readEndedMs = ports.clock();
  const [{ instances, fault }, switches, follows, { shards, unreadable, hasAdopted }] = await Promise.all([
    readInstances(group, records, memory?.observations),
    table.readSwitches(),
    table.readFollows(),
    readShards(ports, settings),
  ]);
  const { leaseSeconds, heartbeatSeconds } = settings.policy;
  const previousReadMs = memory?.nodesReadMs;
  const renewals = previousReadMs === undefined ? undefined : { previousReadMs, heartbeatMs: heartbeatSeconds * 1000 };
  const lease = { readStartedMs, readEndedMs, leaseMs: leaseSeconds * 1000, renewals };
  const before = memory?.observations ?? {};
  const { nodes, observations } = readMembership({
    group: { instances },
    records,
    observations: before,
    reading: lease,
  });
  const known = new Set(nodes.map(({ id }) => id));
  const wordsOnly = fault ? [] : [...records.controls.keys()].filter((id) => !known.has(id));
  return {
    nodes,
    groupFault: fault,
    wordsOnly,
    observations,
    lease,
    shards,
    unreadable,
    hasAdopted,
    follows,
    switches,
  };
}
