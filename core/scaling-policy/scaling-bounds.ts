import type { ScalingPolicy } from './scaling-policy';
import type { WindowBounds } from './schedule-window';

const ROUNDING = 1e-9;

/** Which bound is the lowest of those from above. */
export type CeilingCause = 'most-units' | 'cost-ceiling' | 'window-ceiling';

/** How few and how many units there may be, and what sets these. */
export interface ScalingBounds {
  readonly floor: number;
  readonly ceiling: number;
  readonly ceilingCause: CeilingCause;
}

/** Returns what a policy and the windows that are open come to. A floor wins over a window's ceiling, never over what may be paid. Pure. */
export function scalingBounds(policy: ScalingPolicy, windows: WindowBounds): ScalingBounds {
  const paid = paidUnits(policy);
  const most = Math.min(policy.mostUnits, paid);
  const floor = Math.min(most, Math.max(policy.leastUnits, windows.floor ?? 0));
  const windowed = Math.max(floor, windows.ceiling ?? most);
  if (windowed < most) {
    return { floor, ceiling: windowed, ceilingCause: 'window-ceiling' };
  }
  return { floor, ceiling: most, ceilingCause: paid < policy.mostUnits ? 'cost-ceiling' : 'most-units' };
}

/** Returns how many units the cost ceiling pays for; infinite without one. */
export function paidUnits({ costCeiling }: Pick<ScalingPolicy, 'costCeiling'>): number {
  if (!costCeiling) {
    return Number.POSITIVE_INFINITY;
  }
  return Math.floor(costCeiling.dollarsPerHour / costCeiling.unitDollarsPerHour + ROUNDING);
}
