import { openWindows } from '../../calendar/open-windows';
import { scalingBounds } from '../../core/scaling-policy/scaling-bounds';
import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { type Conditions, STEPS_PER_MINUTE } from '../engine/conditions';
import type { ReplayPolicy } from '../engine/replay';
import { MONDAY_MINUTE } from '../load/epoch-minute';

const MINUTE_MS = 60_000;

/** Returns what holds any policy to the windows of ours, as AWS's scheduled actions would. */
export function withinWindows(conditions: Conditions, policy: ScalingPolicy): (peer: ReplayPolicy) => ReplayPolicy {
  if (policy.windows.length === 0) {
    return (peer) => peer;
  }
  const { demand, firstMinute = MONDAY_MINUTE } = conditions;
  // Once for all peers: to ask the calendar costs more than what they decide.
  const bounds = Array.from({ length: demand.length / STEPS_PER_MINUTE }, (_, minute) =>
    scalingBounds(policy, openWindows(policy.windows, (firstMinute + minute) * MINUTE_MS)),
  );
  return (peer) => (view) => {
    const wanted = peer(view) ?? view.desired;
    const { floor = 0, ceiling = wanted } = bounds[Math.floor(view.step / STEPS_PER_MINUTE)] ?? {};
    return Math.max(floor, Math.min(ceiling, wanted));
  };
}
