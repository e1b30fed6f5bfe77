import type { ScheduleWindow } from '../scaling-policy/schedule-window';
import type { ForecastPolicy, GrowthLimits, NodeCostCeiling } from './sizing-policy';

/** How shards find their node. */
export const PLACEMENT_STRATEGIES = ['consistent-hashing'] as const;
export type PlacementStrategy = (typeof PLACEMENT_STRATEGIES)[number];

/** Whether the scaler acts on its decisions about the number of nodes, or only reports them. */
export const SCALING_MODES = ['automatic', 'manual'] as const;
export type ScalingMode = (typeof SCALING_MODES)[number];

/** Scale out above any of these, each a mean over the nodes that report it. An absent one is not watched. */
export interface Thresholds {
  /** 1 to 100. */
  readonly cpuPercent?: number;
  /** 1 to 100. */
  readonly memoryPercent?: number;
  /** 1 to 100. */
  readonly diskPercent?: number;
  /** Of the instance's network bandwidth, 1 to 100. */
  readonly networkPercent?: number;
  /** Mean over the node's GPUs, 1 to 100. */
  readonly gpuPercent?: number;
  /** Mean over the node's GPUs, 1 to 100. */
  readonly gpuMemoryPercent?: number;
  /** Queries per second and node, above 0. */
  readonly queriesPerSecond?: number;
  /** Transactions per second and node, above 0. */
  readonly transactionsPerSecond?: number;
}

/** Names of the watched metrics, in the order in which ties are named. */
export const METRIC_KEYS = [
  'cpuPercent',
  'memoryPercent',
  'diskPercent',
  'networkPercent',
  'gpuPercent',
  'gpuMemoryPercent',
  'queriesPerSecond',
  'transactionsPerSecond',
] as const satisfies readonly (keyof Thresholds)[];
export type MetricKey = (typeof METRIC_KEYS)[number];

/** How many moves may be in flight at once. */
export interface MoveBudgets {
  /** Moves that one node sends and receives. */
  readonly perNode: number;
  /** Moves that touch one zone. */
  readonly perZone: number;
  readonly perFleet: number;
}

/** When a node makes what a shard has accepted durable, whichever comes first. */
export interface FlushPolicy {
  /** Bytes accepted and not yet durable, at least 64 KiB. */
  readonly bytes: number;
  /** Age of the oldest of them, 1 to 3600. */
  readonly seconds: number;
}

/** Everything a fleet's owner decides; crosses to the handlers as JSON. */
export interface FleetPolicy {
  /** At least 1. */
  readonly minNodes: number;
  /** At least `minNodes`, at most 1000. */
  readonly maxNodes: number;
  /** Fixed for the life of the fleet, 1 to 50 000. */
  readonly shardCount: number;
  readonly strategy: PlacementStrategy;
  readonly scaling: ScalingMode;
  readonly thresholds: Thresholds;
  /**
   * Scale in only after the smaller size has sufficed for this long; with a forecast, only after the load was watched for this
   * long.
   */
  readonly scaleInAfterSeconds: number;
  /** @default - decided by thresholds alone */
  readonly forecast?: ForecastPolicy;
  /** At most `MOST_WINDOWS`. A window's ceiling stops growth and takes no node away. */
  readonly windows: readonly ScheduleWindow[];
  readonly limits: GrowthLimits;
  /** @default - only `maxNodes` limits the cost */
  readonly costCeiling?: NodeCostCeiling;
  /** Rebalance from this max/mean load on, above 1. */
  readonly rebalanceAboveMaxOverMean: number;
  /** Stop rebalancing at this max/mean load, above 1 and not above the start. */
  readonly rebalanceToMaxOverMean: number;
  readonly moveBudgets: MoveBudgets;
  /** A move that is not committed after this long is cancelled; at least twice `tickSeconds`. */
  readonly moveTimeoutSeconds: number;
  /** Copies of each shard: its owner's and its followers', 1 to 5 and at most `maxNodes`. */
  readonly replicas: number;
  readonly flush: FlushPolicy;
  /** A node that did not renew for this long is called dead. It refuses writes a little earlier, after a lease / 1.2. */
  readonly leaseSeconds: number;
  /** How often a node renews; at most a third of the lease. */
  readonly heartbeatSeconds: number;
  /** How often the controllers tick. */
  readonly tickSeconds: number;
}

/** The part of a policy that has no sensible default. */
export interface RequiredPolicy {
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly shardCount: number;
}

/** Defaults of a policy. */
export const POLICY_DEFAULTS: Omit<FleetPolicy, keyof RequiredPolicy> = {
  strategy: 'consistent-hashing',
  scaling: 'automatic',
  thresholds: { cpuPercent: 70, memoryPercent: 70, diskPercent: 80 },
  scaleInAfterSeconds: 900,
  windows: [],
  limits: { growthFactor: 2 },
  rebalanceAboveMaxOverMean: 1.1,
  rebalanceToMaxOverMean: 1.05,
  moveBudgets: { perNode: 4, perZone: 40, perFleet: 100 },
  moveTimeoutSeconds: 900,
  replicas: 1,
  flush: { bytes: 8 * 1024 * 1024, seconds: 60 },
  leaseSeconds: 45,
  heartbeatSeconds: 15,
  tickSeconds: 60,
};
