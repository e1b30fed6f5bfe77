/**
 * What constructs, handlers, agent and local cloud share: names that must be the same on both sides of a deployment.
 */

import type { ScalingPolicy } from './scaling-policy/scaling-policy';

/** What the scaler of a fleet does, at the end of its function's description: it is found by that. */
export const SCALER_PURPOSE = 'decides how many nodes there are';

/** Type of the custom resource whose function refuses another number of shards than the fleet was made with. */
export const SHARD_COUNT_RESOURCE = 'Custom::ElasticFleetShardCount';

/** Names of the environment variables that `lib` sets and `lambda` and `agent` read. */
export const Environment = {
  /** Name of the fleet; dimension of its metrics. */
  FLEET_NAME: 'FLEET_NAME',
  /** Name of the shard table. */
  TABLE_NAME: 'FLEET_TABLE_NAME',
  /** Name of the Auto Scaling group that holds the nodes. */
  GROUP_NAME: 'FLEET_GROUP_NAME',
  /** Name of the bucket that holds the shards' homes. */
  BUCKET_NAME: 'FLEET_BUCKET_NAME',
  /** The policy as JSON, see `FleetPolicy`. */
  POLICY: 'FLEET_POLICY',
  /** `act` or `observe`, see `FleetMode`. */
  MODE: 'FLEET_MODE',
  /** Name of the event bus that decisions are sent to. */
  EVENT_BUS_NAME: 'FLEET_EVENT_BUS_NAME',
  /** Names of the two lifecycle hooks. */
  LAUNCH_HOOK_NAME: 'FLEET_LAUNCH_HOOK_NAME',
  TERMINATE_HOOK_NAME: 'FLEET_TERMINATE_HOOK_NAME',
} as const;

/** Names of the environment variables of the service scaler. */
export const ScalerEnvironment = {
  /** Name of the scaler; dimension of its own metrics. */
  SCALER_NAME: 'SCALER_NAME',
  /** Name of its table: services, states, decisions. */
  TABLE_NAME: 'SCALER_TABLE_NAME',
  /** Name of the event bus that decisions are sent to. */
  EVENT_BUS_NAME: 'SCALER_EVENT_BUS_NAME',
  /** `act` or `observe`, see `FleetMode`. */
  MODE: 'SCALER_MODE',
} as const;

/** Names of the environment variables of the node agent besides name, table, bucket and policy of the fleet. */
export const AgentEnvironment = {
  /** Folder on the instance store that holds the copies of shards. */
  DATA_FOLDER: 'FLEET_DATA_FOLDER',
  /** Base URL of the service on this machine, e.g. `http://127.0.0.1:7070`; empty when the service only finds files. */
  SERVICE_URL: 'FLEET_SERVICE_URL',
  /** Port at which the service serves its clients; part of the address in the shard map. */
  SERVICE_PORT: 'FLEET_SERVICE_PORT',
  /** Port of the agent itself, on loopback: health, metrics, flush. */
  AGENT_PORT: 'FLEET_AGENT_PORT',
  /** Id, zone and address of the node; asked of the instance's metadata when absent. */
  NODE_ID: 'FLEET_NODE_ID',
  ZONE: 'FLEET_ZONE',
  HOST: 'FLEET_HOST',
} as const;

/** Port of the agent unless another is set. */
export const DEFAULT_AGENT_PORT = 7069;

/** An event of the rebalancer: what its schedule sends, or whoever else calls it. */
export interface RebalancerEvent {
  /** When it was made, ISO 8601. @default - now */
  readonly time?: string;
  /**
   * Whether the function waits until it must look again. @default false: it answers `lookAgainAtMs`, and the caller calls
   * again then
   */
  readonly mayWait?: boolean;
  /** Whether this call is such a further look, which counts as no tick of its own. @default false */
  readonly isFurtherLook?: boolean;
}

/** What the rebalancer answers. */
export interface RebalancerAnswer {
  /** When it must be called again, by its own clock; absent when its next tick is early enough. */
  readonly lookAgainAtMs?: number;
}

/** Whether handlers act on their decisions, or only decide and report. */
export type FleetMode = 'act' | 'observe';

/** Scaling processes of a stateful group that would end nodes without asking the scaler, which keeps them suspended. */
export const SUSPENDED_PROCESSES: readonly string[] = ['AZRebalance'];

/** Where the shards' durable homes live in the bucket. */
export const HOMES_PREFIX = 'homes/';
/** Where explicitly archived shards live; only this prefix has Glacier rules. */
export const ARCHIVE_PREFIX = 'archive/';
/** Last part of a manifest's key; the bucket policy demands conditional writes on it. */
export const MANIFEST_NAME = 'manifest.json';

/** Key of a shard's manifest in the bucket. */
export function manifestKey(shardId: string): string {
  return `${HOMES_PREFIX}${shardId}/${MANIFEST_NAME}`;
}

/** Prefix of everything in a shard's home. */
export function homePrefix(shardId: string): string {
  return `${HOMES_PREFIX}${shardId}/`;
}

/** Key of a data object of a home: its epoch says which owner wrote it, and `unique` never repeats. */
export function homeObjectKey(shardId: string, epoch: number, unique: string): string {
  return `${homePrefix(shardId)}${epoch}/${unique}`;
}

/** Where the published shard map lives in the bucket. */
export const MAP_PREFIX = 'map/';
/** The one mutable object of the map: names its version, its snapshot and the changes since. */
export const MAP_HEAD_KEY = `${MAP_PREFIX}head.json`;

/** CloudWatch namespace of every metric of the kit. */
export const METRIC_NAMESPACE = 'ElasticFleet';
/** The one dimension of fleet metrics. */
export const FLEET_DIMENSION = 'Fleet';

/** Names of the fleet's metrics; at most 20 series a fleet. */
export const Metric = {
  /** Decisions of any kind, each counted once. */
  DECISIONS: 'Decisions',
  /** Scale-outs asked for. */
  SCALE_OUTS: 'ScaleOuts',
  /** Nodes ended by our own decision. */
  SCALE_INS: 'ScaleIns',
  /** Decisions to hold although something asked for a change. */
  HOLDS: 'Holds',
  /** Instances in the group that serve or will serve. */
  NODES: 'Nodes',
  /** Nodes with a live lease. */
  LIVE_NODES: 'LiveNodes',
  /** Nodes that are being emptied, and those that a roll has still to replace. */
  DRAINING_NODES: 'DrainingNodes',
  /** Drains, and rolls, that have not gone on for half an hour. */
  STUCK_DRAINS: 'StuckDrains',
  /** Highest mean utilisation over the watched metrics, as a percentage of its threshold. */
  PRESSURE: 'PressurePercent',
  /** Shards without an owner whose lease is alive. */
  UNOWNED_SHARDS: 'UnownedShards',
  /** Moves in flight. */
  MOVES_IN_FLIGHT: 'MovesInFlight',
  /** Moves created. */
  MOVES_STARTED: 'MovesStarted',
  /** Largest node load over the mean. */
  IMBALANCE: 'MaxOverMean',
  /** 1 while the brake on take-overs is on. */
  BRAKE: 'TakeOverBrake',
  /** Terminations kept because the instance still owned shards. */
  RETAINED: 'RetainedInstances',
  /** Launches that failed in the last half hour. */
  FAILED_LAUNCHES: 'FailedLaunches',
  /** 1 while AWS has no capacity for the group. */
  BLOCKED_NO_CAPACITY: 'BlockedNoCapacity',
  /** What agents report as gone wrong, dead nodes in service, and homes whose manifest nobody can read. */
  AGENT_FAULTS: 'AgentFaults',
  /** Age of the oldest write on any node that is not durable yet, in seconds. */
  RECOVERY_POINT: 'RecoveryPointSeconds',
  /** Version of the published shard map. */
  MAP_VERSION: 'MapVersion',
} as const;

/** `source` of every event the kit sends. */
export const EVENT_SOURCE = 'elastic-fleet';

/** `detail-type` of the events the kit sends. */
export const EventType = {
  SCALING_DECISION: 'Fleet Scaling Decision',
  REBALANCE_DECISION: 'Fleet Rebalance Decision',
  LIFECYCLE_DECISION: 'Fleet Lifecycle Decision',
} as const;

/** `detail-type` of the service scaler's events. */
export const SERVICE_DECISION_EVENT = 'Service Scaling Decision';

/** The one dimension of a service scaler's own metrics. */
export const SCALER_DIMENSION = 'Scaler';
/** The one dimension of what it says of a service: `<cluster>/<service>`. */
export const SERVICE_DIMENSION = 'Service';

/** Names of a service scaler's own metrics. */
export const ScalerMetric = {
  /** Services that it decides about. */
  SERVICES: 'Services',
  /** Decisions that changed bounds to more or to fewer units. */
  SCALE_OUTS: 'ScaleOuts',
  SCALE_INS: 'ScaleIns',
  /** Decisions to hold although something asked for a change. */
  HOLDS: 'Holds',
  /** Services that AWS gives no tasks. */
  BLOCKED_NO_CAPACITY: 'BlockedNoCapacity',
  /** Services of which some metric has no recent value. */
  METRICS_MISSING: 'MetricsMissing',
} as const;

/** Names of the metrics of one service; what is not known has no datum. */
export const ServiceMetric = {
  /** Units that were decided on. */
  DECIDED: 'DecidedUnits',
  /** Demand of the newest minute, in units. */
  DEMAND: 'DemandUnits',
  /** What the predictive rule expects at the time when an order serves, and what it orders for that. */
  FORECAST: 'ForecastUnits',
  ORDER: 'ForecastOrderUnits',
  /** Least and most units after policy, windows and cost ceiling. */
  FLOOR: 'FloorUnits',
  CEILING: 'CeilingUnits',
} as const;

/** A CloudWatch metric. */
export interface MetricSource {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** CloudWatch statistic, e.g. `Sum`, `p95`. */
  readonly statistic: string;
  /**
   * Only data of this unit count, e.g. `Milliseconds`.
   *
   * @default - those of all units, as if they were one
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
   */
  readonly unit?: string;
  /**
   * What a minute without a datum means, e.g. 0 for requests of a load balancer, which reports none.
   *
   * @default - that nobody knows
   */
  readonly emptyIs?: number;
}

/**
 * How a policy's decision is carried out: as the least number, with target tracking owning desired above it, or as the number itself,
 * with nobody else near it (Law 1).
 */
export const SERVICE_ACTUATORS = ['floor', 'desired'] as const;
export type ServiceActuator = (typeof SERVICE_ACTUATORS)[number];

/** An ECS service whose size the service scaler decides about. */
export interface ScaledService {
  /** Application Auto Scaling resource id, `service/<cluster>/<service>`. */
  readonly resourceId: string;
  readonly actuator: ServiceActuator;
  /** Where the metrics are that the policy's rules name, by that name. */
  readonly metrics: Readonly<Record<string, MetricSource>>;
  readonly policy: ScalingPolicy;
}
