import { type FleetPressure, type MetricPressure, wholeNodes } from './pressure';
import { hold, type ScalingDecision, type ScalingHold } from './scaling-decision';
import type { ScalingInput } from './scaling-input';
import type { Seats } from './seats';

/** Launches that failed this recently count. */
export const FAILED_LAUNCH_WINDOW_MS = 30 * 60_000;

/** From this many failed launches on the scaler stops asking for more. */
export const FAILED_LAUNCH_LIMIT = 3;

/**
 * Returns the way to more nodes if the load or the policy's minimum needs more than serve or will serve: desired is
 * raised, to double at most. Deterministic, O(nodes).
 */
export function decideScaleOut(
  input: ScalingInput,
  seats: Seats,
  pressure: FleetPressure,
): ScalingDecision | undefined {
  const loadNodes = wholeNodes(pressure.highest?.demandNodes ?? 0);
  const needed = Math.max(loadNodes, input.policy.minNodes);
  if (needed <= seats.serving) {
    return undefined;
  }
  const cause = loadNodes > seats.serving && pressure.highest ? loadText(pressure.highest, seats) : minimumText(input);
  const text = `${cause}; ${seats.serving} serve or will serve`;
  const trouble = launchTrouble(input, seats);
  return trouble ?? raise(input, seats, needed, { code: codeOf(loadNodes, seats), text });
}

/** Returns why asking for more nodes is pointless now, if it is. */
export function launchTrouble(input: ScalingInput, seats: Seats): ScalingHold | undefined {
  const recent = input.failedLaunches.filter((launch) => input.nowMs - launch.failedAtMs <= FAILED_LAUNCH_WINDOW_MS);
  const newest = recent[0];
  if (newest?.noCapacity && seats.asked > 0) {
    const text = `AWS has no capacity for the ${seats.asked} nodes already asked for: ${newest.message}`;
    return hold('blocked-no-capacity', text, true);
  }
  if (newest && recent.length >= FAILED_LAUNCH_LIMIT) {
    const text = `${recent.length} launches failed within 30 minutes, the last one with: ${newest.message}`;
    return hold('launches-failing', text, true);
  }
  return undefined;
}

function raise(
  input: ScalingInput,
  seats: Seats,
  needed: number,
  reason: { readonly code: string; readonly text: string },
): ScalingDecision {
  const ceiling = Math.min(input.policy.maxNodes, input.group.maxSize);
  const limited = Math.max(input.policy.minNodes, Math.min(needed, Math.max(seats.serving * 2, seats.serving + 1)));
  const desired = Math.min(ceiling, limited + seats.occupied);
  if (desired <= input.group.desired) {
    return hold('at-maximum', `${reason.text}, but the group is at its maximum of ${ceiling}`, true);
  }
  return { kind: 'scale-out', reason, desired };
}

function codeOf(loadNodes: number, seats: Seats): string {
  return loadNodes > seats.serving ? 'above-threshold' : 'below-minimum';
}

function loadText(pressure: MetricPressure, seats: Seats): string {
  const { metric, mean, threshold, reporting, demandNodes } = pressure;
  const share = `${reporting} of ${seats.active.length} nodes`;
  return `${metric} needs ${wholeNodes(demandNodes)} nodes (mean ${mean.toFixed(1)} over ${share}, threshold ${threshold})`;
}

function minimumText(input: ScalingInput): string {
  return `the policy wants at least ${input.policy.minNodes} nodes`;
}
