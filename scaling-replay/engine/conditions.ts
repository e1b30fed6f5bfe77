import { unitsFor } from '../../core/scaling-policy/units-for';

/** Length of one step of a replay. */
export const STEP_SECONDS = 15;
export const STEPS_PER_MINUTE = 60 / STEP_SECONDS;
export const STEPS_PER_HOUR = 3600 / STEP_SECONDS;

/** What a policy is replayed under. */
export interface Conditions {
  /** Demand of each step, in units of capacity. */
  readonly demand: Float64Array;
  /** From an order until its capacity serves; capacity is billed from the order on. */
  readonly startUpSeconds: number;
  /** From a minute's end until its metrics can be read. */
  readonly metricDelaySeconds: number;
  /**
   * What a metric's value is the mean of: 20 lets the forecast look at a minute before it is over.
   *
   * @default 60
   */
  readonly metricPeriodSeconds?: 60 | 20;
  readonly leastUnits: number;
  /** @default - none */
  readonly mostUnits?: number;
  /**
   * Whole minutes since the epoch at which the load begins.
   *
   * @default - a Monday, 00:00 UTC
   */
  readonly firstMinute?: number;
  /**
   * What one unit serves, in the load's own values.
   *
   * @default 1
   */
  readonly unitCapacity?: number;
}

/** Returns how many steps a time takes, at least the part of one. */
export function stepsOf(seconds: number): number {
  return Math.ceil(seconds / STEP_SECONDS);
}

/** Returns the demand of every step: each minute's for all of its steps. */
export function demandOfMinutes(minutes: readonly number[]): Float64Array {
  return Float64Array.from({ length: minutes.length * STEPS_PER_MINUTE }, (_, step) => {
    return minutes[Math.floor(step / STEPS_PER_MINUTE)] ?? 0;
  });
}

/** Returns the units that a replay begins with: those that serve the first demand at 70 %, within the bounds. */
export function firstUnits({ demand, leastUnits, mostUnits = Number.POSITIVE_INFINITY }: Conditions): number {
  return Math.max(leastUnits, Math.min(mostUnits, unitsFor(demand[0] ?? 0, 0.7)));
}

/** Returns the most that is asked at once; 0 when nothing is. */
export function peakOf(demand: Iterable<number>): number {
  let peak = 0;
  for (const asked of demand) {
    peak = Math.max(peak, asked);
  }
  return peak;
}
