import type { ScalingChange } from './scaling-changes';

/** A reversal within this time is a flap, unless demand explains it. */
const FLAP_WINDOW_MS = 15 * 60_000;
/** Demand that differs by more than this explains a reversal. */
const DEMAND_CHANGE_FRACTION = 0.1;

/**
 * Returns how often the fleet scaled out and then in, or in and then out, within 15 minutes although demand at the second
 * change was within 10 % of that at the first (Law 7). Only neighbouring changes are compared. O(changes).
 *
 * @param demandAt demand at a time, in any unit
 */
export function countFlaps(changes: readonly ScalingChange[], demandAt: (atMs: number) => number): number {
  return changes.filter((change, index) => {
    const previous = changes[index - 1];
    return previous !== undefined && isFlap(previous, change, demandAt);
  }).length;
}

function isFlap(first: ScalingChange, second: ScalingChange, demandAt: (atMs: number) => number): boolean {
  if (first.direction === second.direction || second.atMs - first.atMs > FLAP_WINDOW_MS) {
    return false;
  }
  const before = demandAt(first.atMs);
  return Math.abs(demandAt(second.atMs) - before) <= before * DEMAND_CHANGE_FRACTION;
}
