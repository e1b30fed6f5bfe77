import type { Duration } from 'aws-cdk-lib';

/** Scale out above any of these; each is a mean over the nodes that report it. */
export interface FleetThresholds {
  /**
   * From 1 to 100.
   *
   * @default - not watched
   */
  readonly cpuPercent?: number;

  /**
   * From 1 to 100.
   *
   * @default - not watched
   */
  readonly memoryPercent?: number;

  /**
   * Of the instance store, from 1 to 100.
   *
   * @default - not watched
   */
  readonly diskPercent?: number;

  /**
   * Of the instance's network bandwidth, from 1 to 100.
   *
   * @default - not watched
   */
  readonly networkPercent?: number;

  /**
   * Of the GPUs' time, from 1 to 100; nodes without GPUs report none.
   *
   * @default - not watched
   */
  readonly gpuPercent?: number;

  /**
   * Of the GPUs' memory, from 1 to 100; nodes without GPUs report none.
   *
   * @default - not watched
   */
  readonly gpuMemoryPercent?: number;

  /**
   * Queries per second and node, above 0.
   *
   * @default - not watched
   */
  readonly queriesPerSecond?: number;

  /**
   * Transactions per second and node, above 0.
   *
   * @default - not watched
   */
  readonly transactionsPerSecond?: number;
}

/** How many moves may be in flight at once; each number from 1 to 10 000. */
export interface FleetMoveBudgets {
  /**
   * Moves that one node sends and receives.
   *
   * @default 4
   */
  readonly perNode?: number;

  /**
   * Moves that touch one zone.
   *
   * @default 40
   */
  readonly perZone?: number;

  /**
   * Moves in the whole fleet.
   *
   * @default 100
   */
  readonly perFleet?: number;
}

/** How far ahead a fleet is sized, and at what risk; see docs/scaling-fleet.md. */
export interface FleetForecast {
  /**
   * Share of the demand that may be above the thresholds, above 0 and at most 0.5, e.g. 0.001: a target, no guarantee. A node above
   * its threshold still serves, so less than this share is lost, mostly nothing. The smaller it is, the more nodes stand by.
   */
  readonly maxUnmet: number;

  /**
   * From the order of a node until it serves its shards, in whole seconds up to an hour: launch, start of agent and service, and
   * moving shards to it. That far ahead the forecast looks.
   */
  readonly startUp: Duration;

  /**
   * Age of the nodes' metrics when the scaler reads them, in whole seconds up to 10 minutes.
   *
   * @default - a third of the lease: how often nodes report
   */
  readonly metricDelay?: Duration;
}

/** What a fleet's nodes may cost together. */
export interface FleetCostCeiling {
  /** Above 0; must pay for `minNodes`. */
  readonly dollarsPerHour: number;

  /** What a node costs in an hour, above 0: of the dearest of the machine's types. Prices are not asked of AWS. */
  readonly nodeDollarsPerHour: number;
}
