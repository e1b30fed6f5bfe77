import type { LoggedCall } from '../../../../local/laws/call-log';
import { type Place, parameter, type Right, type RightsOfCall } from './right';

/** The id in a group's ARN, which nobody knows before the group exists: policies must not depend on it. */
const ANY_ID = '12345678-1234-1234-1234-123456789012';

/**
 * Rights by operation on the group.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
 */
export const AUTO_SCALING_RIGHTS: Readonly<Record<string, RightsOfCall>> = {
  DescribeAutoScalingGroups: onAnything,
  DescribeScalingActivities: onAnything,
  SetDesiredCapacity: onNamedGroup,
  SuspendProcesses: onNamedGroup,
  CompleteLifecycleAction: onNamedGroup,
  RecordLifecycleActionHeartbeat: onNamedGroup,
  TerminateInstanceInAutoScalingGroup: (call, place) => [onGroup(call, place, place.groupName)],
};

function onAnything({ operation }: LoggedCall): readonly Right[] {
  return [{ action: `autoscaling:${operation}`, resource: '*', context: {} }];
}

function onNamedGroup(call: LoggedCall, place: Place): readonly Right[] {
  return [onGroup(call, place, parameter(call, 'AutoScalingGroupName'))];
}

function onGroup({ operation }: LoggedCall, { region, account }: Place, groupName: string): Right {
  const resource = `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:${ANY_ID}:autoScalingGroupName/${groupName}`;
  return { action: `autoscaling:${operation}`, resource, context: {} };
}
