import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommand,
  type Instance,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Emulator } from './start-emulator';

export const launchHook = {
  LifecycleHookName: 'launch',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  HeartbeatTimeout: 60,
  DefaultResult: 'ABANDON',
};
export const terminateHook = {
  LifecycleHookName: 'terminate',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  HeartbeatTimeout: 60,
  DefaultResult: 'ABANDON',
};

let groups = 0;

/** The name of a new group of two instances in three zones, at most ten, with these changes. */
export async function createGroup(
  emulator: Emulator,
  changes: Partial<CreateAutoScalingGroupCommandInput> = {},
): Promise<string> {
  groups += 1;
  const name = `group-${groups}`;
  const template = {
    LaunchTemplateName: name,
    LaunchTemplateData: { ImageId: 'ami-1', InstanceType: 'i4i.large' as const },
  };
  await new EC2Client(emulator.clientConfig()).send(new CreateLaunchTemplateCommand(template));
  await new AutoScalingClient(emulator.clientConfig()).send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: name,
      LaunchTemplate: { LaunchTemplateName: name },
      AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      MinSize: 0,
      MaxSize: 10,
      DesiredCapacity: 2,
      ...changes,
    }),
  );
  return name;
}

/** The group as it is now. */
export async function describeGroup(emulator: Emulator, name: string) {
  const client = new AutoScalingClient(emulator.clientConfig());
  const answer = await client.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }));
  const [group] = answer.AutoScalingGroups ?? [];
  if (!group) throw new Error(`there is no group ${name}`);
  return { ...group, Instances: group.Instances ?? [] };
}

/** The id of the instance at an index. */
export function idAt(instances: readonly Instance[], index: number): string {
  const id = instances[index]?.InstanceId;
  if (!id) throw new Error(`there is no instance at ${index}`);
  return id;
}
