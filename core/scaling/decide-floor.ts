import type { ServiceFloor } from '../contract';
import type { Reason } from '../decision';

/** Where a service's floor shall be, or why it stays. */
export type FloorDecision =
  | { readonly kind: 'hold'; readonly reason: Reason; readonly wanted: boolean }
  | { readonly kind: 'set-floor'; readonly reason: Reason; readonly floor: number };

/** What a floor is decided from. */
export interface FloorInput {
  readonly service: ServiceFloor;
  /** Load of the latest complete minute; `undefined` when there is no datum. */
  readonly load: number | undefined;
  /** Present bounds of the scalable target; `undefined` when there is no such target. */
  readonly target: { readonly floor: number; readonly ceiling: number } | undefined;
}

/**
 * Returns the floor that serves the load: load over load per task, rounded up, within the service's bounds and never
 * above the ceiling of its target. Desired stays target tracking's (Law 1). Deterministic, O(1).
 */
export function decideFloor(input: FloorInput): FloorDecision {
  const { service, load, target } = input;
  if (target === undefined) {
    return hold('no-target', `${service.resourceId} is not a scalable target`, true);
  }
  if (load === undefined || !Number.isFinite(load)) {
    const metric = `${service.metricNamespace} ${service.metricName}`;
    return hold(
      'no-datum',
      `${metric} has no datum, so the floor of ${service.resourceId} stays ${target.floor}`,
      true,
    );
  }
  const wanted = Math.ceil(load / service.loadPerTask);
  const floor = Math.min(Math.max(wanted, service.minFloor), service.maxFloor, target.ceiling);
  const text = `a load of ${load} at ${service.loadPerTask} a task asks for ${wanted} tasks; the floor may be ${service.minFloor} to ${Math.min(service.maxFloor, target.ceiling)}`;
  if (floor === target.floor) {
    return hold('floor-fits', `${text} and is ${floor}`, false);
  }
  const code = floor > target.floor ? 'load-rose' : 'load-fell';
  return { kind: 'set-floor', floor, reason: { code, text: `${text}, was ${target.floor}` } };
}

function hold(code: string, text: string, wanted: boolean): FloorDecision {
  return { kind: 'hold', reason: { code, text }, wanted };
}
