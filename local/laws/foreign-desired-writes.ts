import type { LoggedCall } from './call-log';
import type { FleetFacts } from './fleet-facts';

/** Calls that set a group's desired capacity, or set up something that will. */
const GROUP_WRITES: ReadonlySet<string> = new Set([
  'SetDesiredCapacity',
  'PutScalingPolicy',
  'ExecutePolicy',
  'PutScheduledUpdateGroupAction',
  'BatchPutScheduledUpdateGroupAction',
  'StartInstanceRefresh',
  'AttachInstances',
  'DetachInstances',
  'EnterStandby',
  'ExitStandby',
]);

/**
 * Returns the calls that changed how many instances the group has, or which, by anyone but the scaler (Law 1), whether
 * they succeeded or not. Not counted: the driver's parking, under its own name and after it began; failure injection,
 * which is no API call. EC2 calls do not show their instances in the log, so each TerminateInstances counts. O(calls).
 */
export function foreignDesiredWrites(calls: readonly LoggedCall[], fleet: FleetFacts): readonly LoggedCall[] {
  return calls.filter((call) => isDesiredWrite(call, fleet) && !isAllowed(call, fleet));
}

function isAllowed(call: LoggedCall, fleet: FleetFacts): boolean {
  if (call.nowMs < fleet.startMs || call.caller === fleet.scalerCaller) {
    return true;
  }
  return call.caller === fleet.park.caller && call.nowMs >= fleet.park.startMs;
}

function isDesiredWrite(call: LoggedCall, fleet: FleetFacts): boolean {
  if (call.service === 'ec2') {
    return call.operation === 'TerminateInstances';
  }
  if (call.service !== 'autoscaling') {
    return false;
  }
  const params = call.params ?? {};
  if (call.operation === 'TerminateInstanceInAutoScalingGroup') {
    return fleet.instanceIds.has(String(params.InstanceId));
  }
  if (params.AutoScalingGroupName !== fleet.groupName) {
    return false;
  }
  const setsDesired = call.operation === 'UpdateAutoScalingGroup' && params.DesiredCapacity !== undefined;
  return setsDesired || GROUP_WRITES.has(call.operation);
}
