import type { Duration } from 'aws-cdk-lib';

/** What a metric's value is of. */
export enum MetricScope {
  /** The mean over the units: a utilisation, connections of one task, processing time. */
  UNIT = 'unit',
  /** The whole that all units share: requests in a minute, messages in a queue. */
  FLEET = 'fleet',
}

/** The metric that a rule reads. */
export interface WatchedMetricProps {
  /** Name under which the scaler is given the metric, e.g. `cpuPercent`, `queueLength`. */
  readonly metric: string;

  /** Whether a value is of one unit or of the fleet. */
  readonly per: MetricScope;

  /**
   * The most that the metric can show: from here on demand may be any amount above it.
   *
   * @default - 100 for a metric of units whose name ends in `Percent`, else none
   */
  readonly saturatesAt?: number;

  /**
   * From a minute's end until its metrics are whole, at most 2 hours. The service scaler reads no minute again: set it where sums grow for
   * longer. All metrics of a policy wait for the longest.
   *
   * @default Duration.seconds(60)
   */
  readonly metricDelay?: Duration;
}

/** See `ScalingRule.target`. */
export interface TargetRuleProps extends WatchedMetricProps {
  /** What each unit is to get of the metric, above 0. */
  readonly target: number;
}

/** See `ScalingRule.threshold`. */
export interface ThresholdRuleProps extends WatchedMetricProps {
  /** The most that each unit is to get of the metric. */
  readonly outAbove: number;

  /** Below this a unit may go, if what remains stays below `outAbove`; less than `outAbove`. */
  readonly inBelow: number;
}

/** See `ScalingRule.steps`. */
export interface StepRuleProps extends ThresholdRuleProps {
  /** What one step multiplies the units by, rounded up; above 1 and at most 10. */
  readonly factor: number;
}

/** See `ScalingRule.predictive`. */
export interface PredictiveRuleProps {
  /** Name under which the scaler is given the whole demand of the fleet, per minute. */
  readonly metric: string;

  /** What one unit serves of it in a minute. */
  readonly unitCapacity: number;

  /** Share of demand that may be unmet, above 0 and below 1: a target and no guarantee. */
  readonly maxUnmet: number;

  /** From an order until its capacity serves. */
  readonly startUp: Duration;

  /**
   * From a minute's end until its metrics can be read, at most 2 hours, and with `startUp` 130 minutes. All metrics of a policy wait for the
   * longest.
   *
   * @default Duration.seconds(60)
   */
  readonly metricDelay?: Duration;
}
