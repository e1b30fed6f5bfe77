import type { MetricKey } from '../policy/fleet-policy';

/** What a node last measured of itself; an absent metric was not measured. */
export type NodeMetrics = Readonly<Partial<Record<MetricKey, number>>>;

/** Size and smoothed load of one shard as its owner sees it. */
export interface ShardStat {
  readonly bytes: number;
  /** In units of a whole node, smoothed by the owner. */
  readonly load: number;
}

/** Shards that one node owns at most: its heartbeat lists them, some 40 to 60 bytes each, and an item holds 400 KB. */
export const MOST_SHARDS_A_NODE = 5000;

/** How long a node calls itself congested: so that a tick of the rebalancer sees it. They are a minute apart by default. */
export const CONGESTED_FOR_MS = 120_000;

/** What a node says of itself. Only the node writes it, except for `fenced`, which the controller sets once. */
export interface Heartbeat {
  readonly nodeId: string;
  /** Changes with every start of the node's agent; a fenced incarnation never renews again. */
  readonly incarnation: string;
  /** Grows by one with every renewal of the lease. */
  readonly counter: number;
  /** Set by the controller when it declared this incarnation dead. */
  readonly fenced: boolean;
  readonly zone: string;
  /** Host and port at which the node serves. */
  readonly address: string;
  readonly capacityBytes: number;
  readonly usedBytes: number;
  readonly metrics: NodeMetrics;
  /** By shard id, the shards that the node serves. */
  readonly shards: Readonly<Record<string, ShardStat>>;
  /** Why the node wants no more shards, e.g. a full disk; absent when it takes them. */
  readonly refuses?: string;
  /**
   * Whether the node cannot take a shard at all, e.g. its disk is full or read-only; otherwise it takes one that nobody
   * serves when there is no other node. @default false
   */
  readonly refusesHard?: boolean;
  /** Whether transfers to or from homes were throttled or broke off in the last `CONGESTED_FOR_MS`. @default false */
  readonly isCongested?: boolean;
  /** What went wrong on the node and was not mended yet, at most 20. */
  readonly faults?: readonly NodeFault[];
  /** Age of the oldest write on the node that is not durable yet: its recovery point. */
  readonly unflushedSeconds?: number;
  readonly agentVersion?: string;
  /** How many of the shards that it follows have their copies on its disk. @default - an earlier agent, which does not say */
  readonly followed?: number;
  /** Members of the item that nobody can read; noted by whoever reads it, see `parseHeartbeat`. @default - none */
  readonly unreadable?: readonly string[];
}

/** Something that went wrong on a node. */
export interface NodeFault {
  /** Name of the error, see docs/agent.md. */
  readonly code: string;
  /** Absent when it concerns no single shard. */
  readonly shardId?: string;
  readonly message: string;
}

/** What the controllers want of a node. */
export type Duty = 'active' | 'draining';

/** Why a node is to be emptied. */
export type DrainCause = 'scale-in' | 'operator' | 'terminating' | 'retained' | 'roll' | 'park';

/** The controllers' word about a node; absent means active. */
export interface NodeControl {
  readonly nodeId: string;
  readonly duty: Duty;
  readonly cause: DrainCause;
  readonly sinceMs: number;
}

/** An instance as the Auto Scaling group lists it. */
export interface GroupInstance {
  readonly instanceId: string;
  /** As AWS spells it: `Pending:Wait`, `InService`, `Terminating:Wait`, `Terminating:Retained`, … */
  readonly lifecycleState: string;
  readonly zone: string;
  readonly healthy: boolean;
}

/** The group's size and members. */
export interface GroupState {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desired: number;
  readonly instances: readonly GroupInstance[];
  /** Names of suspended scaling processes, e.g. `AZRebalance`. */
  readonly suspendedProcesses: readonly string[];
}

/**
 * `joining` has no lease yet, or is not in service or just missed in the group; `active` takes shards; `draining` serves but must be emptied;
 * `down` has lost its lease and was fenced.
 */
export type NodeState = 'joining' | 'active' | 'draining' | 'down';

/** A node as the controllers see it in one tick. */
export interface FleetNode {
  readonly id: string;
  readonly state: NodeState;
  readonly zone: string;
  /** Why it is draining; present only then. */
  readonly drainCause?: DrainCause;
  /** The instance in the group; absent once the group no longer lists it. */
  readonly instance?: GroupInstance;
  /** Whether the group listed it until just now, and may again: the node renews its lease. @default false */
  readonly isMissed?: boolean;
  /** Absent until the node's agent has started. */
  readonly heartbeat?: Heartbeat;
}

/** Whether a live node may say that it serves shards: the table may have been rebuilt, and the node knows better. */
export function saysItServes({ state, heartbeat }: FleetNode): boolean {
  return state !== 'down' && (!tellsShards(heartbeat) || Object.keys(heartbeat?.shards ?? {}).length > 0);
}

/** Whether what the heartbeat lists is all that the node serves. */
export function tellsShards(heartbeat: Heartbeat | undefined): boolean {
  return heartbeat?.unreadable?.includes('shards') !== true;
}

/** Whether the node was started anew since, as far as its heartbeat tells which start it is of. */
export function isOtherIncarnation({ incarnation, unreadable }: Heartbeat, known: string): boolean {
  return incarnation !== known && unreadable?.includes('incarnation') !== true;
}
