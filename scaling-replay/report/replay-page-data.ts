import { type Conditions, STEPS_PER_MINUTE } from '../engine/conditions';
import type { ReplayOutcome } from '../engine/replay';
import { isEpochMinute, MONDAY_MINUTE } from '../load/epoch-minute';
import type { ForecastSeries } from '../policy/decision-log';
import { type Loss, unmetOfMinutes, worstLosses } from './losses';

/** What the page's charts draw: one value a minute, in units. Nothing known is `null`. */
export interface ReplayPageData {
  /** Minutes since the epoch of the first value. */
  readonly firstMinute: number;
  /** Whether the minutes are those of a calendar; else they count from the load's beginning. */
  readonly isCalendar: boolean;
  readonly demand: readonly number[];
  /** The fewest units that served in the minute, and what was billed at its end. */
  readonly ready: readonly number[];
  readonly desired: readonly number[];
  readonly unmet: readonly number[];
  /** What was expected of this minute when an order had to be placed for it: less and more the error that was expected. */
  readonly forecastLow: readonly (number | null)[];
  readonly forecastHigh: readonly (number | null)[];
  readonly losses: readonly Loss[];
}

const LOSSES_SHOWN = 20;
const DIGITS = 4;

/** Returns what the charts draw. */
export function toReplayPageData(
  conditions: Conditions,
  outcome: ReplayOutcome,
  forecast: ForecastSeries,
): ReplayPageData {
  const { demand, firstMinute = MONDAY_MINUTE, startUpSeconds } = conditions;
  const unmet = unmetOfMinutes(conditions, outcome);
  const leadMinutes = Math.ceil(startUpSeconds / 60);
  const band = (sign: 1 | -1) =>
    Array.from(unmet, (_, minute) => {
      const made = minute - leadMinutes;
      return shortened((forecast.expected[made] ?? Number.NaN) + sign * (forecast.spread[made] ?? Number.NaN));
    });
  return {
    firstMinute,
    isCalendar: isEpochMinute(firstMinute),
    demand: ofMinutes(demand, (steps) => meanOf(steps)),
    ready: ofMinutes(outcome.ready, (steps) => Math.min(...steps)),
    desired: ofMinutes(outcome.desired, (steps) => steps.at(-1) ?? 0),
    unmet: Array.from(unmet, round),
    forecastLow: band(-1).map((value) => value && Math.max(0, value)),
    forecastHigh: band(1),
    losses: worstLosses(unmet, LOSSES_SHOWN),
  };
}

function ofMinutes(steps: Float64Array, fold: (steps: Float64Array) => number): readonly number[] {
  return Array.from({ length: steps.length / STEPS_PER_MINUTE }, (_, minute) => {
    return round(fold(steps.subarray(minute * STEPS_PER_MINUTE, (minute + 1) * STEPS_PER_MINUTE)));
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function shortened(value: number): number | null {
  return Number.isFinite(value) ? round(value) : null;
}

function round(value: number): number {
  return Number(value.toFixed(DIGITS));
}
