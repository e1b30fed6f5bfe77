import type { LoggedCall } from './call-log';
import type { FleetFacts } from './fleet-facts';

/** One change of the fleet's size that the scaler made. */
export interface ScalingChange {
  readonly atMs: number;
  readonly direction: 'out' | 'in';
}

/**
 * Returns the changes of size by our scaler, in order of time: a higher or lower desired capacity, and a termination that
 * lowers it. A termination that keeps desired is a replacement and no change of size. What parking ends is the operator's
 * will and not counted. O(calls).
 */
export function scalingChanges(
  calls: readonly LoggedCall[],
  fleet: FleetFacts,
  initialDesired: number,
): readonly ScalingChange[] {
  const changes: ScalingChange[] = [];
  let desired = initialDesired;
  for (const call of calls) {
    if (call.caller !== fleet.scalerCaller || !isJudged(call, fleet) || call.status >= 300) {
      continue;
    }
    const next = desiredAfter(call, fleet, desired);
    if (next !== desired) {
      changes.push({ atMs: call.nowMs, direction: next > desired ? 'out' : 'in' });
    }
    desired = next;
  }
  return changes;
}

function isJudged({ nowMs }: LoggedCall, { startMs, park }: FleetFacts): boolean {
  return nowMs >= startMs && nowMs < park.startMs;
}

function desiredAfter(call: LoggedCall, fleet: FleetFacts, desired: number): number {
  const params = call.params ?? {};
  if (call.operation === 'TerminateInstanceInAutoScalingGroup') {
    const lowers = String(params.ShouldDecrementDesiredCapacity) === 'true';
    return lowers && fleet.instanceIds.has(String(params.InstanceId)) ? desired - 1 : desired;
  }
  const setsDesired = call.operation === 'SetDesiredCapacity' || call.operation === 'UpdateAutoScalingGroup';
  const isOurGroup = params.AutoScalingGroupName === fleet.groupName && params.DesiredCapacity !== undefined;
  return setsDesired && isOurGroup ? Number(params.DesiredCapacity) : desired;
}
