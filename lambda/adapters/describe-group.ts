import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import type { GroupState } from '../../core/fleet/node';
import { NoGroupError } from './no-group-error';

/** Returns the state of an Auto Scaling group. @throws NoGroupError when there is no group of that name. */
export async function describeGroup(client: AutoScalingClient, groupName: string): Promise<GroupState> {
  const answer = await client.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] }));
  const group = answer.AutoScalingGroups?.[0];
  if (group === undefined) {
    throw new NoGroupError(groupName);
  }
  return toGroupState(group, groupName);
}

function toGroupState(group: AutoScalingGroup, name: string): GroupState {
  return {
    name,
    minSize: group.MinSize ?? 0,
    maxSize: group.MaxSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    instances: (group.Instances ?? []).map((instance) => ({
      instanceId: instance.InstanceId ?? '',
      lifecycleState: instance.LifecycleState ?? '',
      zone: instance.AvailabilityZone ?? '',
      healthy: instance.HealthStatus !== 'Unhealthy',
    })),
    suspendedProcesses: (group.SuspendedProcesses ?? []).flatMap((process) => process.ProcessName ?? []),
  };
}
