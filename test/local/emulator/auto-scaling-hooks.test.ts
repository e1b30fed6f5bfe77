import {
  AutoScalingClient,
  CompleteLifecycleActionCommand,
  DescribeScalingActivitiesCommand,
  RecordLifecycleActionHeartbeatCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGroup, describeGroup, idAt, launchHook, terminateHook } from './create-group';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();
const retain = { RetentionTriggers: { TerminateHookAbandon: 'retain' as const } };
const hour = 3_600_000;

describe.skipIf(reason)(`lifecycle hooks of the emulator ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let client: AutoScalingClient;
  let nowMs = Date.UTC(2026, 0, 1);

  beforeAll(async () => {
    emulator = await startEmulator();
    client = new AutoScalingClient(emulator.clientConfig());
    await emulator.setClock(nowMs);
  });
  afterAll(() => emulator?.stop());

  const passTime = async (ms: number) => {
    nowMs += ms;
    await emulator.setClock(nowMs);
  };
  const states = async (group: string) =>
    (await describeGroup(emulator, group)).Instances.map((instance) => instance.LifecycleState);
  const complete = (group: string, hook: string, id: string, result: string) =>
    client.send(
      new CompleteLifecycleActionCommand({
        AutoScalingGroupName: group,
        LifecycleHookName: hook,
        InstanceId: id,
        LifecycleActionResult: result,
      }),
    );
  const terminate = (id: string, decrement = true) =>
    client.send(
      new TerminateInstanceInAutoScalingGroupCommand({ InstanceId: id, ShouldDecrementDesiredCapacity: decrement }),
    );

  it('holds even the first instances until their hook is completed', async () => {
    const group = await createGroup(emulator, { LifecycleHookSpecificationList: [launchHook] });
    const before = await describeGroup(emulator, group);
    await complete(group, 'launch', idAt(before.Instances, 0), 'CONTINUE');
    expect(before.Instances.map((instance) => instance.LifecycleState)).toEqual(['Pending:Wait', 'Pending:Wait']);
    expect(await states(group)).toEqual(['InService', 'Pending:Wait']);
  });

  it('launches no duplicates while instances wait', async () => {
    const group = await createGroup(emulator, { LifecycleHookSpecificationList: [launchHook] });
    await passTime(10_000);
    await passTime(10_000);
    expect(await states(group)).toHaveLength(2);
  });

  it('ends a launch that is not completed in time, and launches anew after a pause', async () => {
    const group = await createGroup(emulator, { LifecycleHookSpecificationList: [launchHook], DesiredCapacity: 1 });
    const first = idAt((await describeGroup(emulator, group)).Instances, 0);
    await passTime(61_000);
    expect(await states(group)).toEqual([]);
    await passTime(31_000);
    const second = (await describeGroup(emulator, group)).Instances;
    expect(second).toHaveLength(1);
    expect(idAt(second, 0)).not.toBe(first);
  });

  it('waits longer after a heartbeat', async () => {
    const group = await createGroup(emulator, { LifecycleHookSpecificationList: [launchHook], DesiredCapacity: 1 });
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    await passTime(50_000);
    const named = { AutoScalingGroupName: group, LifecycleHookName: 'launch', InstanceId: id };
    await client.send(new RecordLifecycleActionHeartbeatCommand(named));
    await passTime(50_000);
    expect(await states(group)).toEqual(['Pending:Wait']);
  });

  it('refuses to complete an action that nobody waits for', async () => {
    const group = await createGroup(emulator);
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    await expect(complete(group, 'launch', id, 'CONTINUE')).rejects.toThrow('No active Lifecycle Action found');
  });

  it('lowers the desired capacity at once and ends the instance when its hook continues', async () => {
    const group = await createGroup(emulator, { LifecycleHookSpecificationList: [terminateHook] });
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    await terminate(id);
    const waiting = await describeGroup(emulator, group);
    await complete(group, 'terminate', id, 'CONTINUE');
    expect(waiting.DesiredCapacity).toBe(1);
    expect(waiting.Instances.map((instance) => instance.LifecycleState)).toEqual(['Terminating:Wait', 'InService']);
    expect(await states(group)).toEqual(['InService']);
  });

  it('keeps an abandoned instance when the policy says retain, outside the desired capacity', async () => {
    const group = await createGroup(emulator, {
      LifecycleHookSpecificationList: [terminateHook],
      InstanceLifecyclePolicy: retain,
    });
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    await terminate(id);
    await complete(group, 'terminate', id, 'ABANDON');
    await passTime(hour);
    expect(await states(group)).toEqual(['Terminating:Retained', 'InService']);
    expect((await describeGroup(emulator, group)).DesiredCapacity).toBe(1);
  });

  it('keeps an instance whose terminating hook timed out', async () => {
    const group = await createGroup(emulator, {
      LifecycleHookSpecificationList: [terminateHook],
      InstanceLifecyclePolicy: retain,
      DesiredCapacity: 1,
    });
    await terminate(idAt((await describeGroup(emulator, group)).Instances, 0));
    await passTime(61_000);
    expect(await states(group)).toEqual(['Terminating:Retained']);
  });

  it('really ends a retained instance when asked to', async () => {
    const group = await createGroup(emulator, {
      LifecycleHookSpecificationList: [terminateHook],
      InstanceLifecyclePolicy: retain,
    });
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    await terminate(id);
    await complete(group, 'terminate', id, 'ABANDON');
    await terminate(id, false);
    expect(await states(group)).toEqual(['InService']);
    expect((await describeGroup(emulator, group)).DesiredCapacity).toBe(1);
  });

  it('ends an abandoned instance without that policy', async () => {
    const group = await createGroup(emulator, { LifecycleHookSpecificationList: [terminateHook], DesiredCapacity: 1 });
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    await terminate(id);
    await complete(group, 'terminate', id, 'ABANDON');
    expect(await states(group)).toEqual([]);
  });

  it('decrements once when termination is asked for twice', async () => {
    const group = await createGroup(emulator, { LifecycleHookSpecificationList: [terminateHook], DesiredCapacity: 3 });
    const id = idAt((await describeGroup(emulator, group)).Instances, 0);
    await terminate(id);
    await terminate(id);
    expect((await describeGroup(emulator, group)).DesiredCapacity).toBe(2);
  });

  it('dates scaling activities by the set clock', async () => {
    const group = await createGroup(emulator, { DesiredCapacity: 1 });
    const answer = await client.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group }));
    expect(answer.Activities?.map((activity) => activity.StatusCode)).toEqual(['Successful']);
    expect(answer.Activities?.[0]?.StartTime?.getTime()).toBe(nowMs);
  });
});
