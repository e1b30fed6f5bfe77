/** Minutes from 1970-01-01 to 2000-01-01: smaller ones count from the beginning of some load. */
const LEAST_EPOCH_MINUTE = 15_778_080;
/** 1970-01-05 00:00 UTC, a Monday. */
export const MONDAY_MINUTE = 4 * 1440;

/**
 * Returns the minutes since the epoch of a minute of a load: itself if it can be such, else as though minute 0 of the load were a Monday,
 * 00:00 UTC.
 */
export function epochMinute(minute: number): number {
  return isEpochMinute(minute) ? minute : MONDAY_MINUTE + minute;
}

/** Whether a minute is one of the calendar. */
export function isEpochMinute(minute: number): boolean {
  return minute >= LEAST_EPOCH_MINUTE;
}
