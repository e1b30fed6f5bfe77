/** A load that follows its samples slowly, so that noise and short bursts move no shard (Law 7). */
export interface SmoothedLoad {
  readonly load: number;
  /** When the last sample was taken, on the clock of whoever smooths, in milliseconds. */
  readonly atMs: number;
  /** From 0 to 1: how much of all that would count was seen; the rest counts for nothing. */
  readonly seenFraction: number;
}

/**
 * After so long what was seen counts half, in seconds. Two minutes of 30 % more then change a load by 2 %, less than half of
 * what lies between where rebalancing stops and starts; what lasts is answered after about as long as a move may take.
 */
export const LOAD_HALF_LIFE_SECONDS = 1200;

/** Returns a load that was smoothed by somebody else before. */
export function takenOverLoad(load: number, nowMs: number): SmoothedLoad {
  return { load, atMs: nowMs, seenFraction: 1 };
}

/**
 * Returns the load after a sample, which stands for the time since the one before: weights halve with every half-life,
 * whether samples come often or seldom. The first sample is the load itself; soon after it is the mean of what was seen,
 * so that a shard that has just been opened does not look idle. Pure, O(1).
 */
export function smoothLoad(known: SmoothedLoad | undefined, sample: number, nowMs: number): SmoothedLoad {
  if (known === undefined) {
    return { load: sample, atMs: nowMs, seenFraction: 0 };
  }
  const elapsedMs = Math.max(0, nowMs - known.atMs);
  const keptFraction = 2 ** (-elapsedMs / (LOAD_HALF_LIFE_SECONDS * 1000));
  const before = known.seenFraction * keptFraction;
  const seenFraction = before + (1 - keptFraction);
  const load = seenFraction === 0 ? sample : (known.load * before + sample * (1 - keptFraction)) / seenFraction;
  return { load, atMs: known.atMs + elapsedMs, seenFraction };
}
