import type { DrainCause, FleetNode, GroupInstance, Heartbeat, NodeControl, NodeState } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { type FleetPolicy, POLICY_DEFAULTS } from '../../../core/policy/fleet-policy';
import type { DemandWindow } from '../../../core/scaling/demand-window';
import type { NodeWaste } from '../../../core/scaling/node-waste';
import type { ScalingInput } from '../../../core/scaling/scaling-input';

/** 2026-11-21T00:00:00Z. */
export const NOW_MS = Date.UTC(2026, 10, 21);

/** What of a node matters to a test. */
export interface NodeSketch {
  readonly id: string;
  readonly state?: NodeState;
  readonly drainCause?: DrainCause;
  readonly zone?: string;
  readonly lifecycleState?: string;
  readonly metrics?: Heartbeat['metrics'];
  /** Bytes by shard id. */
  readonly shards?: Readonly<Record<string, number>>;
  readonly capacityBytes?: number;
  readonly usedBytes?: number;
}

/** Returns a policy with the defaults and 1 to 10 nodes, changed as given. */
export function policyOf(changes: Partial<FleetPolicy> = {}): FleetPolicy {
  return { ...POLICY_DEFAULTS, minNodes: 1, maxNodes: 10, shardCount: 4, ...changes };
}

/** Returns an active node in service, changed as given. */
export function nodeOf(sketch: NodeSketch): FleetNode {
  const { id, state = 'active', zone = 'a', lifecycleState = 'InService' } = sketch;
  const instance: GroupInstance = { instanceId: id, lifecycleState, zone, healthy: true };
  const cause = sketch.drainCause === undefined ? {} : { drainCause: sketch.drainCause };
  return { id, state, zone, instance, heartbeat: heartbeatOf(sketch), ...cause };
}

/** Returns a heartbeat of the node. */
export function heartbeatOf(sketch: NodeSketch): Heartbeat {
  const { id, zone = 'a', metrics = {}, shards = {}, capacityBytes = 1000 } = sketch;
  const bytes = Object.values(shards).reduce((sum, value) => sum + value, 0);
  return {
    nodeId: id,
    incarnation: `${id}-1`,
    counter: 1,
    fenced: false,
    zone,
    address: `${id}:7000`,
    capacityBytes,
    usedBytes: sketch.usedBytes ?? bytes,
    metrics,
    shards: Object.fromEntries(Object.entries(shards).map(([shard, size]) => [shard, { bytes: size, load: 0.1 }])),
  };
}

/** Returns a control word that drains the node. */
export function drainOf(nodeId: string, cause: NodeControl['cause'], sinceMs = NOW_MS): readonly [string, NodeControl] {
  return [nodeId, { nodeId, duty: 'draining', cause, sinceMs }];
}

/** Returns as many shards as the policy wants, the first ones owned as given. */
export function shardsOf(owners: readonly (string | null)[], changes: Partial<Shard> = {}): readonly Shard[] {
  return owners.map((owner, index) => ({ id: `shard-0000${index}`, owner, followers: [], epoch: 1, ...changes }));
}

/** Returns a window that saw a steady demand for longer than any policy asks. */
export function steadyWindow(highestNodes: number, nowMs = NOW_MS): DemandWindow {
  return {
    sinceMs: nowMs - 7_200_000,
    lastMs: nowMs - 60_000,
    slices: [{ startMs: nowMs - 60_000, highestNodes }],
  };
}

/** Returns the memory of a minute ago in which so many nodes served and wasted so much. */
export function wasteOf(serving: number, nodeMinutes: number, nowMs = NOW_MS): NodeWaste {
  return { minute: nowMs / 60_000 - 1, serving, nodeMinutes };
}

/** Returns an input in which the group holds the given nodes and wants exactly as many. */
export function inputOf(nodes: readonly FleetNode[], changes: Partial<ScalingInput> = {}): ScalingInput {
  const counted = nodes.filter((node) => !node.instance?.lifecycleState.startsWith('Terminating'));
  return {
    nowMs: NOW_MS,
    policy: policyOf(),
    group: {
      name: 'fleet',
      minSize: 0,
      maxSize: 100,
      desired: counted.length,
      instances: nodes.flatMap((node) => node.instance ?? []),
      suspendedProcesses: ['AZRebalance'],
    },
    nodes,
    controls: new Map(),
    failedLaunches: [],
    halted: false,
    parked: false,
    windows: { names: [] },
    window: undefined,
    ...changes,
  };
}
