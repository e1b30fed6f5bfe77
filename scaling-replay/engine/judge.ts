import { STEPS_PER_HOUR, STEPS_PER_MINUTE } from './conditions';

/** What was asked and what was there, step by step, in units. */
export interface Course {
  readonly demand: Float64Array;
  /** Units that served. */
  readonly ready: Float64Array;
  /** Units that were billed: from the order on. */
  readonly desired: Float64Array;
}

/** What a course comes to. */
export interface Judgement {
  /** Demand above what was ready, of all demand. */
  readonly unmetFraction: number;
  /** Minutes in which any demand was unmet, of all minutes. */
  readonly badMinuteFraction: number;
  /** Billed from each order on. */
  readonly unitHours: number;
  /** How often the number of units was changed. */
  readonly actions: number;
}

const ROUNDING = 1e-9;

/**
 * Returns what a course comes to. O(steps).
 * @param unitsBefore - units before its first step.
 */
export function judge({ demand, ready, desired }: Course, unitsBefore: number): Judgement {
  let unmet = 0;
  const badMinutes = new Set<number>();
  demand.forEach((asked, step) => {
    const missing = asked - (ready[step] ?? 0);
    if (missing > ROUNDING) {
      unmet += missing;
      badMinutes.add(Math.floor(step / STEPS_PER_MINUTE));
    }
  });
  const minutes = demand.length / STEPS_PER_MINUTE;
  return {
    unmetFraction: unmet / Math.max(sumOf(demand), ROUNDING),
    badMinuteFraction: badMinutes.size / minutes,
    unitHours: sumOf(desired) / STEPS_PER_HOUR,
    actions: desired.filter((units, step) => units !== (desired[step - 1] ?? unitsBefore)).length,
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
