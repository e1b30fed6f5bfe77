import {
  AutoScalingClient,
  DescribeScalingActivitiesCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGroup, describeGroup, idAt, launchHook, terminateHook } from './create-group';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();

describe.skipIf(reason)(`capacity of the emulator's groups ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let client: AutoScalingClient;

  beforeAll(async () => {
    emulator = await startEmulator();
    client = new AutoScalingClient(emulator.clientConfig());
  });
  afterAll(() => emulator?.stop());

  const setDesired = (group: string, desired: number) =>
    client.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: group, DesiredCapacity: desired }));

  it('spreads instances evenly over the zones', async () => {
    const group = await createGroup(emulator, { DesiredCapacity: 6 });
    const zones = (await describeGroup(emulator, group)).Instances.map((instance) => instance.AvailabilityZone).sort();
    const [a, b, c] = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
    expect(zones).toEqual([a, a, b, b, c, c]);
  });

  it('never picks a protected instance when the desired capacity is lowered', async () => {
    const group = await createGroup(emulator, { NewInstancesProtectedFromScaleIn: true });
    await setDesired(group, 1);
    const { Instances, DesiredCapacity } = await describeGroup(emulator, group);
    expect(Instances.map((instance) => instance.ProtectedFromScaleIn)).toEqual([true, true]);
    expect(DesiredCapacity).toBe(1);
  });

  it('ends a protected instance that is named', async () => {
    const group = await createGroup(emulator, { NewInstancesProtectedFromScaleIn: true });
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    const named = { InstanceId: id, ShouldDecrementDesiredCapacity: true };
    await client.send(new TerminateInstanceInAutoScalingGroupCommand(named));
    const { Instances } = await describeGroup(emulator, group);
    expect(Instances.map((instance) => instance.InstanceId)).not.toContain(id);
    expect(Instances).toHaveLength(1);
  });

  it('refuses a desired capacity above the maximum', async () => {
    const group = await createGroup(emulator);
    await expect(setDesired(group, 11)).rejects.toThrow('above max value 10');
  });

  it('refuses a decrement below the minimum', async () => {
    const group = await createGroup(emulator, { MinSize: 2 });
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    const named = { InstanceId: id, ShouldDecrementDesiredCapacity: true };
    await expect(client.send(new TerminateInstanceInAutoScalingGroupCommand(named))).rejects.toThrow('minSize');
  });

  it('raises the desired capacity to a new minimum', async () => {
    const group = await createGroup(emulator);
    await client.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: group, MinSize: 4 }));
    const { DesiredCapacity, Instances } = await describeGroup(emulator, group);
    expect([DesiredCapacity, Instances.length]).toEqual([4, 4]);
  });

  it('keeps and describes tags, policies and suspended processes', async () => {
    const group = await createGroup(emulator, {
      Tags: [{ Key: 'fleet', Value: 'demo', PropagateAtLaunch: true }],
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
    });
    const processes = { AutoScalingGroupName: group, ScalingProcesses: ['AZRebalance'] };
    await client.send(new SuspendProcessesCommand(processes));
    const described = await describeGroup(emulator, group);
    expect(described.Tags).toMatchObject([{ Key: 'fleet', Value: 'demo' }]);
    expect(described.SuspendedProcesses).toMatchObject([{ ProcessName: 'AZRebalance' }]);
    expect(described.InstanceLifecyclePolicy).toEqual({ RetentionTriggers: { TerminateHookAbandon: 'retain' } });
  });

  it('launches nothing while Launch is suspended', async () => {
    const group = await createGroup(emulator);
    await client.send(new SuspendProcessesCommand({ AutoScalingGroupName: group, ScalingProcesses: ['Launch'] }));
    await setDesired(group, 3);
    expect((await describeGroup(emulator, group)).Instances).toHaveLength(2);
  });

  it('replaces a machine that died, through the launching hook and without the terminating one', async () => {
    const group = await createGroup(emulator, { LifecycleHookSpecificationList: [launchHook, terminateHook] });
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    const response = await emulator.control('fail-instance', { instanceId: id });
    const { Instances, DesiredCapacity } = await describeGroup(emulator, group);
    const found = await new EC2Client(emulator.clientConfig()).send(
      new DescribeInstancesCommand({ InstanceIds: [id] }),
    );
    expect(response.status).toBe(200);
    expect(Instances.map((instance) => instance.LifecycleState)).toEqual(['Pending:Wait', 'Pending:Wait']);
    expect(Instances.map((instance) => instance.InstanceId)).not.toContain(id);
    expect(DesiredCapacity).toBe(2);
    expect(found.Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('terminated');
  });

  it('says so when asked to fail an unknown instance', async () => {
    const response = await emulator.control('fail-instance', { instanceId: 'i-unknown' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('i-unknown');
  });

  it('fails launches without capacity, and launches once there is some', async () => {
    const group = await createGroup(emulator);
    await emulator.control('capacity', { group, available: false });
    await setDesired(group, 3);
    const without = await describeGroup(emulator, group);
    const failed = await client.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group }));
    await emulator.control('capacity', { group, available: true });
    expect(without.Instances).toHaveLength(2);
    expect(failed.Activities?.[0]).toMatchObject({ StatusCode: 'Failed' });
    expect(failed.Activities?.[0]?.StatusMessage).toContain('InsufficientInstanceCapacity');
    expect((await describeGroup(emulator, group)).Instances).toHaveLength(3);
  });
});
