import type { ScheduleWindow } from './schedule-window';

/** Version of the policy's JSON; a file of another one is refused. */
export const SCALING_POLICY_FORMAT = 1;

/**
 * What a metric's value is of: the mean over the units (a utilisation, connections per task, processing time), or the whole that all units
 * share (requests in a minute, messages in a queue).
 */
export const METRIC_SCOPES = ['unit', 'fleet'] as const;
export type MetricScope = (typeof METRIC_SCOPES)[number];

/** The metric that a rule reads. */
export interface WatchedMetric {
  /** Name under which the caller supplies its values, e.g. `cpuPercent`, `queueLength`. */
  readonly metric: string;
  readonly per: MetricScope;
  /**
   * The most the metric can show: from here on demand may be any amount above it.
   *
   * @default 100 for a metric of units whose name ends in `Percent`, else none
   */
  readonly saturatesAt?: number;
  /**
   * From a minute's end until its metrics are whole.
   *
   * @default 60
   */
  readonly metricDelaySeconds?: number;
}

/** Orders what the demand will need when the order serves, at a risk that the user sets. */
export interface PredictiveRule {
  readonly kind: 'predictive';
  /** Whole demand of the fleet, per minute. */
  readonly metric: string;
  /** What one unit serves of it. */
  readonly unitCapacity: number;
  /** Share of demand that may be unmet, above 0 and below 1. */
  readonly maxUnmet: number;
  /** From an order until its capacity serves. */
  readonly startUpSeconds: number;
  /**
   * From a minute's end until its metrics can be read.
   *
   * @default 60
   */
  readonly metricDelaySeconds?: number;
}

/** Keeps what each unit gets of a metric near a value. */
export interface TargetRule extends WatchedMetric {
  readonly kind: 'target';
  readonly target: number;
}

/** Asks for the fewest units of which each stays at or below `outAbove`; between the two nothing happens. */
export interface ThresholdRule extends WatchedMetric {
  readonly kind: 'threshold';
  readonly outAbove: number;
  /** Below this a unit may go, if what remains stays below `outAbove`. */
  readonly inBelow: number;
}

/** Goes by a factor, rounded up, above one threshold, and back below the other: 2, 3, 5, 8, 10 at 1.5 and at most 10. */
export interface StepRule extends WatchedMetric {
  readonly kind: 'steps';
  readonly outAbove: number;
  readonly inBelow: number;
  /** Above 1 and at most 10. */
  readonly factor: number;
}

export type ScalingRule = PredictiveRule | TargetRule | ThresholdRule | StepRule;

/** How much may change at once. */
export interface ChangeLimits {
  /**
   * The most that one scale-out multiplies the units by; one more unit is always allowed, and what restores a bound.
   *
   * @default - none
   */
  readonly growthFactor?: number;
  /**
   * The most changes within an hour, whoever made them. What restores a bound is always allowed, and counts.
   *
   * @default - none
   */
  readonly actionsPerHour?: number;
}

/** What units may cost together. */
export interface CostCeiling {
  readonly dollarsPerHour: number;
  readonly unitDollarsPerHour: number;
}

/** How many units a service or fleet is to have, as JSON. Every rule votes; the safest vote wins. */
export interface ScalingPolicy {
  readonly formatVersion: typeof SCALING_POLICY_FORMAT;
  /** `manual` decides and reports, and changes nothing. */
  readonly mode: 'automatic' | 'manual';
  /** 0 lets the fleet go to nothing; then a rule must read a metric of the fleet, which is there without units. */
  readonly leastUnits: number;
  readonly mostUnits: number;
  readonly rules: readonly ScalingRule[];
  readonly windows: readonly ScheduleWindow[];
  readonly limits: ChangeLimits;
  readonly costCeiling?: CostCeiling;
}
