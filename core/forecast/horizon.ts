/** Minutes after the newest known one, first and last included. */
export interface Horizon {
  readonly first: number;
  readonly last: number;
}

/** When orders are placed and when they serve, in seconds. */
export interface OrderTiming {
  /** From an order until its capacity serves. */
  readonly startUpSeconds: number;
  /** From a minute's end until its metrics can be read. */
  readonly metricDelaySeconds: number;
}

const MINUTE_SECONDS = 60;

/**
 * Returns the minutes that only an order placed now can cover: from when it serves until an order placed a minute later
 * would. Pure.
 */
export function orderHorizon({ startUpSeconds, metricDelaySeconds }: OrderTiming): Horizon {
  const servesAt = MINUTE_SECONDS + metricDelaySeconds + startUpSeconds;
  const first = Math.floor(servesAt / MINUTE_SECONDS);
  return { first, last: Math.ceil((servesAt + MINUTE_SECONDS) / MINUTE_SECONDS) - 1 };
}

/** Returns the minutes for which capacity that is given up now would be missed: from now until an order placed then serves. */
export function keepHorizon(timing: OrderTiming): Horizon {
  const now = MINUTE_SECONDS + timing.metricDelaySeconds;
  return { first: Math.floor(now / MINUTE_SECONDS), last: orderHorizon(timing).last };
}
