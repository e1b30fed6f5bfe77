const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/**
 * Whole milliseconds of the machine's `CLOCK_MONOTONIC`, which every process of it shares and nobody can set.
 * @see https://nodejs.org/api/process.html#processhrtimebigint
 */
export function monotonicClock(): number {
  return Number(process.hrtime.bigint() / NANOSECONDS_PER_MILLISECOND);
}
