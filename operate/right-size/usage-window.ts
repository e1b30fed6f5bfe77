import { renderTime } from '../../output/units';

const DAY_MS = 86_400_000;
/** What a deployment of another size may take; its values mix both sizes. */
const CHANGE_MS = 3_600_000;

/** Which past use counts. */
export interface WindowWish {
  readonly nowMs: number;
  readonly days: number;
  /** Trusts that the size was the same all the time. */
  readonly sameSize: boolean;
}

/** From when use counts, and why not from before. */
export interface UsageWindow {
  readonly fromMs: number;
  readonly notes: readonly string[];
}

/** Returns when the days begin. */
export function daysAgo({ nowMs, days }: WindowWish): number {
  return nowMs - days * DAY_MS;
}

/** Returns the window of use that is a share of the present size: a percentage of another size would be read as one of this. Pure. */
export function usageWindow(wish: WindowWish, sizedSinceMs: number): UsageWindow {
  const wishedMs = daysAgo(wish);
  if (wish.sameSize || sizedSinceMs <= wishedMs) {
    return { fromMs: wishedMs, notes: [] };
  }
  const sizedMs = Math.min(wish.nowMs, sizedSinceMs);
  const note = `use before ${renderTime(sizedMs)} may be that of another size and is left out; if it is not, give --same-size`;
  return { fromMs: Math.min(wish.nowMs, sizedMs + CHANGE_MS), notes: [note] };
}
