import type { OrderTiming } from './horizon';

/** What the user wants, and what capacity needs. */
export interface ForecastSettings extends OrderTiming {
  /** Share of demand that may be unmet, above 0 and below 1. */
  readonly maxUnmet: number;
  readonly leastUnits: number;
}

/** One minute of the past, in units of capacity. */
export interface ObservedMinute {
  /** Whole minutes since the epoch. */
  readonly minute: number;
  /** Absent, or no number of at least 0, when nobody knows. */
  readonly demand: number | undefined;
  /** What of the demand found no capacity; absent when nobody knows. */
  readonly unmet: number | undefined;
}

/** What is needed, in units. */
export interface CapacityNeed {
  /** To have at least once an order placed now serves: with less an order is placed. */
  readonly order: number;
  /** What may not be given up now: the most of what is needed until an order placed later serves, with less risk than `order`. */
  readonly keep: number;
  /** However uncertain the forecast is, no multiple of all that was ever asked is ordered. */
  readonly most: number;
  /** The demand expected, and the absolute error to expect of that. */
  readonly expected: number;
  readonly spread: number;
  /** Probability with which the last unit that is kept may be used; an order waits for a greater one. */
  readonly exceedance: number;
  /** What it rests on: `recent` while the forecast fails, and the newest minute says more. */
  readonly basis: 'forecast' | 'recent';
  /** Why it does not rest on the forecast. */
  readonly why?: string;
  /** What of the days before is ordered for besides, in case it comes again. */
  readonly rise?: string;
}
