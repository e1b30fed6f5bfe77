import { type Conditions, STEPS_PER_MINUTE } from '../engine/conditions';
import type { ReplayOutcome } from '../engine/replay';

/** A time in which demand went unmet, with pauses of a few minutes. Minutes count from the load's first. */
export interface Loss {
  readonly from: number;
  /** The last minute of it. */
  readonly to: number;
  /** Demand that went unmet, in units for a minute. */
  readonly unitMinutes: number;
}

/** Minutes without a loss that end one. */
const LONGEST_PAUSE = 10;
const ROUNDING = 1e-9;

/** Returns what of each minute's demand went unmet, in units: the mean over the minute. */
export function unmetOfMinutes({ demand }: Conditions, { ready }: ReplayOutcome): Float64Array {
  const unmet = new Float64Array(demand.length / STEPS_PER_MINUTE);
  demand.forEach((asked, step) => {
    const minute = Math.floor(step / STEPS_PER_MINUTE);
    unmet[minute] = (unmet[minute] ?? 0) + Math.max(0, asked - (ready[step] ?? 0)) / STEPS_PER_MINUTE;
  });
  return unmet;
}

/** Returns the times in which most went unmet, most first. */
export function worstLosses(unmet: Float64Array, most: number): readonly Loss[] {
  const losses: Loss[] = [];
  unmet.forEach((missing, minute) => {
    if (missing <= ROUNDING) {
      return;
    }
    const last = losses.at(-1);
    if (last !== undefined && minute - last.to <= LONGEST_PAUSE) {
      losses[losses.length - 1] = { ...last, to: minute, unitMinutes: last.unitMinutes + missing };
    } else {
      losses.push({ from: minute, to: minute, unitMinutes: missing });
    }
  });
  return losses.sort((left, right) => right.unitMinutes - left.unitMinutes).slice(0, most);
}
