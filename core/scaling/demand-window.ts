/** Highest demand in one slice of time. */
export interface DemandSlice {
  readonly startMs: number;
  readonly highestNodes: number;
}

/**
 * The demand of the recent past in at most 17 slices; part of the scaler's memory. Losing it only delays scale-in,
 * because a window must be full before it allows any.
 */
export interface DemandWindow {
  /** Since when it was watched without a gap. */
  readonly sinceMs: number;
  readonly lastMs: number;
  /** Oldest first. */
  readonly slices: readonly DemandSlice[];
}

/** How a window is kept. */
export interface WindowRule {
  /** How far back it reaches. */
  readonly lengthMs: number;
  /** A longer time without an observation empties it: nobody knows what was asked in between. */
  readonly gapMs: number;
}

const SLICES = 15;

/** A demand this far above all that came before it in the window is rising. */
const RISE = 1.1;

/** Returns the window with one more observation. Pure, O(1). */
export function observeDemand(
  window: DemandWindow | undefined,
  seen: { readonly nowMs: number; readonly demandNodes: number },
  rule: WindowRule,
): DemandWindow {
  const fresh = { startMs: seen.nowMs, highestNodes: seen.demandNodes };
  if (window === undefined || seen.nowMs < window.lastMs || seen.nowMs - window.lastMs > rule.gapMs) {
    return { sinceMs: seen.nowMs, lastMs: seen.nowMs, slices: [fresh] };
  }
  const sliceMs = rule.lengthMs / SLICES;
  // One slice more than fits is kept, so that the oldest always reaches to the window's edge.
  const kept = window.slices.filter((slice) => slice.startMs > seen.nowMs - rule.lengthMs - sliceMs);
  const last = kept.at(-1);
  const slices =
    last !== undefined && seen.nowMs - last.startMs < sliceMs
      ? [...kept.slice(0, -1), { ...last, highestNodes: Math.max(last.highestNodes, seen.demandNodes) }]
      : [...kept, fresh];
  return { sinceMs: window.sinceMs, lastMs: seen.nowMs, slices };
}

/** Returns the highest demand of the whole window, or nothing while it is not full yet. Pure, O(1). */
export function highestDemand(window: DemandWindow, lengthMs: number): number | undefined {
  if (window.lastMs - window.sinceMs < lengthMs) {
    return undefined;
  }
  return Math.max(...window.slices.map((slice) => slice.highestNodes));
}

/** Whether the newest demand is well above everything before it in the window. Pure, O(1). */
export function isRising(window: DemandWindow): boolean {
  const earlier = window.slices.slice(0, -1).map((slice) => slice.highestNodes);
  const newest = window.slices.at(-1);
  return newest !== undefined && earlier.length > 0 && newest.highestNodes > RISE * Math.max(...earlier);
}
