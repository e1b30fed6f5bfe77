/** How long pieces of work of one kind take when nothing holds them up, as learned from those that ended. */
export interface LatencyBaseline {
  /** The smallest mean of as many pieces as make a window; `undefined` before the first window is full. */
  readonly usualMs: number | undefined;
  /** Of the window that is being filled. */
  readonly sumMs: number;
  readonly pieces: number;
}

/** A latency judged by what was known before it, and what is known after it. */
export interface JudgedLatency {
  readonly isSlow: boolean;
  readonly baseline: LatencyBaseline;
}

/** A piece is slow from so many times the usual latency on: it waited as long as it takes, or longer. */
const SLOW_TIMES = 2;
/** Means of so many pieces vary little enough that the smallest is no matter of luck. */
const WINDOW_PIECES = 16;

const NOTHING_KNOWN: LatencyBaseline = { usualMs: undefined, sumMs: 0, pieces: 0 };

/**
 * Returns whether a piece took far longer than usual, and what is known after it. What is usual only falls: it is what
 * the way takes without a line before it, so whoever knows that the way has changed begins anew with `undefined`. All
 * pieces must be alike, e.g. parts of one size in one direction. Pure, O(1).
 */
export function judgeLatency(known: LatencyBaseline = NOTHING_KNOWN, latencyMs: number): JudgedLatency {
  const { usualMs } = known;
  const isSlow = usualMs !== undefined && latencyMs > SLOW_TIMES * usualMs;
  const sumMs = known.sumMs + latencyMs;
  const pieces = known.pieces + 1;
  if (pieces < WINDOW_PIECES) {
    return { isSlow, baseline: { usualMs, sumMs, pieces } };
  }
  const meanMs = sumMs / pieces;
  return { isSlow, baseline: { ...NOTHING_KNOWN, usualMs: Math.min(usualMs ?? meanMs, meanMs) } };
}
