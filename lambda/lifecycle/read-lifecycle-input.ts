import { type LeaseObservations, readMembership } from '../../core/fleet/membership';
import type { FleetNode, GroupState } from '../../core/fleet/node';
import { isTerminating, type LifecycleInput, unmarkedLeavers } from '../../core/lifecycle/decide-lifecycle';
import type { NodeRecords } from '../../core/table/parse-nodes';
import type { Turn } from '../ports';
import type { LifecycleMemory, LifecyclePorts, LifecycleSettings } from './lifecycle-ports';

/** What the lifecycle function decides from, and the lease observations to remember. */
export interface LifecycleView {
  readonly input: LifecycleInput;
  readonly observations: LeaseObservations;
  readonly nowMs: number;
}

/**
 * Reads the state anew. Leaving nodes are marked before the shards are read: a move that chose one of them either was
 * made before and is seen, or fails (Law 2).
 */
export async function readLifecycleInput(
  ports: LifecyclePorts,
  settings: LifecycleSettings,
  turn: Turn,
  group: GroupState,
  memory: LifecycleMemory | undefined,
): Promise<LifecycleView> {
  const readStartedMs = ports.clock();
  const records = await ports.table.readNodes();
  const nowMs = ports.clock();
  const { nodes, observations } = readMembership({
    group,
    records,
    observations: memory?.observations ?? {},
    reading: { readStartedMs, readEndedMs: nowMs, leaseMs: settings.policy.leaseSeconds * 1000 },
  });
  const leavers = group.instances.some(isTerminating)
    ? await readShardsOfLeavers(ports, turn, group, records, nowMs)
    : {};
  const input = {
    nodes: nodes.filter(isInGroup),
    shardCount: settings.policy.shardCount,
    progress: memory?.progress ?? {},
    ...leavers,
  };
  return { input, observations, nowMs };
}

/** Returns the shards, and the leavers that could not be marked: none of these may count as empty in this tick. */
async function readShardsOfLeavers(
  { table }: LifecyclePorts,
  turn: Turn,
  group: GroupState,
  records: NodeRecords,
  sinceMs: number,
): Promise<Pick<LifecycleInput, 'shards' | 'unmarked'>> {
  const unmarked = new Set<string>();
  for (const nodeId of unmarkedLeavers(group.instances, records.controls)) {
    const mark = { nodeId, duty: 'draining', cause: 'terminating', sinceMs } as const;
    if (!(await table.changeControl(turn, nodeId, records.controls.get(nodeId)?.cause, mark))) {
      unmarked.add(nodeId);
    }
  }
  return { shards: await table.readShards(), unmarked };
}

function isInGroup(node: FleetNode): boolean {
  return node.instance !== undefined;
}
