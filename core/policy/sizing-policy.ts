/** How far ahead the number of nodes is decided, and at what risk. */
export interface ForecastPolicy {
  /**
   * Share of the demand that may be above the thresholds, above 0 and below 1: a target, no guarantee. Thresholds leave room,
   * so that little or nothing of this share is lost.
   */
  readonly maxUnmet: number;
  /** From the raise of desired until the new node serves its shards, 1 to 3600. */
  readonly startUpSeconds: number;
  /**
   * Age of the metrics when they are read, 0 to 600.
   *
   * @default `heartbeatSeconds`
   */
  readonly metricDelaySeconds?: number;
}

/** How much may be added at once. */
export interface GrowthLimits {
  /** The most that one scale-out multiplies the serving nodes by, above 1 and at most 10; one node more is always allowed. */
  readonly growthFactor: number;
}

/** What the nodes may cost together. */
export interface NodeCostCeiling {
  /** Above 0; must pay for `minNodes`. */
  readonly dollarsPerHour: number;
  /** Above 0. */
  readonly nodeDollarsPerHour: number;
}

/** Windows that a policy may name: all of it travels in a variable of a function's environment, of which all hold 4 KB. */
export const MOST_WINDOWS = 10;
