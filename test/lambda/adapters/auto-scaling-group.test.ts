import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsAutoScalingGroup } from '../../../lambda/adapters/auto-scaling-group';
import { ScalingInProgressError } from '../../../lambda/adapters/scaling-in-progress-error';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';
import { queryError, queryResult, type ScriptedAnswer, ScriptedService } from './scripted-service';

describe.skipIf(MOTO_MISSING)(`Auto Scaling adapter${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;
  let client: AutoScalingClient;
  let group: AwsAutoScalingGroup;

  beforeAll(async () => {
    emulator = await startMoto();
    client = new AutoScalingClient(emulator.client);
    const LaunchConfigurationName = 'launch';
    await client.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName,
        ImageId: 'ami-12c6146b',
        InstanceType: 't3.micro',
      }),
    );
    await client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: 'fleet',
        LaunchConfigurationName,
        MinSize: 1,
        MaxSize: 5,
        DesiredCapacity: 2,
        AvailabilityZones: ['eu-central-1a', 'eu-central-1b'],
      }),
    );
    group = new AwsAutoScalingGroup(client, 'fleet');
  });

  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });

  it('describes size, members and suspended processes', async () => {
    await group.suspendProcesses(['AZRebalance']);
    const state = await group.describe();
    expect(state).toMatchObject({
      name: 'fleet',
      minSize: 1,
      maxSize: 5,
      desired: 2,
      suspendedProcesses: ['AZRebalance'],
    });
    expect(state.instances).toHaveLength(2);
    expect(state.instances[0]).toMatchObject({
      instanceId: expect.stringMatching(/^i-/),
      lifecycleState: 'InService',
      zone: expect.stringMatching(/^eu-central-1/),
      healthy: true,
    });
  });

  it('Law 2: ends that very instance, and lowers desired only if told to', async () => {
    await group.setDesired(3);
    const before = await group.describe();
    const victim = before.instances[1]?.instanceId ?? '';
    await group.terminate(victim, true);
    const after = await group.describe();
    expect(after.desired).toBe(2);
    expect(after.instances.map((instance) => instance.instanceId)).not.toContain(victim);
    await group.terminate(after.instances[0]?.instanceId ?? '', false);
    expect((await group.describe()).desired).toBe(2);
  });

  it('says which group it misses', async () => {
    await expect(new AwsAutoScalingGroup(client, 'gone').describe()).rejects.toThrow('no Auto Scaling group gone');
  });
});

async function against<Result>(
  answers: readonly ScriptedAnswer[],
  call: (group: AwsAutoScalingGroup) => Promise<Result>,
): Promise<{ readonly result: Result; readonly requests: readonly string[] }> {
  const service = new ScriptedService(answers);
  const client = new AutoScalingClient(await service.start());
  try {
    return { result: await call(new AwsAutoScalingGroup(client, 'fleet')), requests: service.requests };
  } finally {
    client.destroy();
    await service.stop();
  }
}

const HOOK = { hookName: 'terminate', instanceId: 'i-1', result: 'CONTINUE' } as const;
const NOT_PENDING = queryError('ValidationError', 'No active Lifecycle Action found with instance ID i-1');

describe('Auto Scaling adapter: hooks', () => {
  it('completes a pending action', async () => {
    const { result, requests } = await against([queryResult('CompleteLifecycleAction', '')], (group) =>
      group.completeHook(HOOK),
    );
    expect(result).toBe(true);
    const sent = new URLSearchParams(requests[0]);
    expect(Object.fromEntries(sent)).toMatchObject({
      Action: 'CompleteLifecycleAction',
      AutoScalingGroupName: 'fleet',
      LifecycleHookName: 'terminate',
      InstanceId: 'i-1',
      LifecycleActionResult: 'CONTINUE',
    });
  });

  it('answers false when the action is pending no more', async () => {
    expect((await against([NOT_PENDING], (group) => group.completeHook(HOOK))).result).toBe(false);
    expect((await against([NOT_PENDING], (group) => group.extendHook(HOOK))).result).toBe(false);
  });

  it('throws any other error on', async () => {
    const refused = queryError('ValidationError', 'The hook does not exist');
    await expect(against([refused], (group) => group.completeHook(HOOK))).rejects.toThrow('does not exist');
  });
});

describe('Auto Scaling adapter: the size', () => {
  it('is set at once, whatever cooldown the group has', async () => {
    const { requests } = await against([queryResult('SetDesiredCapacity', '')], (group) => group.setDesired(3));
    const sent = Object.fromEntries(new URLSearchParams(requests[0]));
    expect(sent).toMatchObject({ AutoScalingGroupName: 'fleet', DesiredCapacity: '3', HonorCooldown: 'false' });
  });
});

describe('Auto Scaling adapter: a busy group', () => {
  it.each(['ScalingActivityInProgress', 'ResourceContention', 'ResourceInUse'])(
    'names %s as one error',
    async (code) => {
      const busy = [queryError(code, 'busy')];
      await expect(against(busy, (group) => group.setDesired(3))).rejects.toThrow(ScalingInProgressError);
      await expect(against(busy, (group) => group.terminate('i-1', true))).rejects.toThrow(ScalingInProgressError);
      await expect(against(busy, (group) => group.suspendProcesses(['AZRebalance']))).rejects.toThrow(
        ScalingInProgressError,
      );
    },
  );

  it('does not hide other errors behind it', async () => {
    const denied = against([queryError('AccessDenied', 'no')], (group) => group.setDesired(3));
    await expect(denied).rejects.not.toBeInstanceOf(ScalingInProgressError);
  });
});

describe('Auto Scaling adapter: failed launches', () => {
  const activity = (
    status: string,
    message: string,
    description = 'Launching a new EC2 instance',
    at = '2026-11-21T00:20:00Z',
    end = at,
  ) =>
    `<member><ActivityId>1</ActivityId><AutoScalingGroupName>fleet</AutoScalingGroupName><Cause>c</Cause>` +
    `<Description>${description}</Description><StatusCode>${status}</StatusCode><StatusMessage>${message}</StatusMessage>` +
    `<StartTime>${at}</StartTime><EndTime>${end}</EndTime></member>`;
  const page = (members: string, next = '') =>
    queryResult(
      'DescribeScalingActivities',
      `<Activities>${members}</Activities>${next && `<NextToken>${next}</NextToken>`}`,
    );
  const since = Date.parse('2026-11-21T00:10:00Z');

  it('are launches that failed or that their hook abandoned, newest first over pages', async () => {
    const first = [
      activity('Failed', 'We currently do not have sufficient p5.48xlarge capacity'),
      activity('Successful', ''),
      activity('Failed', 'x', 'Terminating EC2 instance'),
    ].join('');
    const second = [
      activity('Cancelled', 'Lifecycle Action with token t was abandoned: Heartbeat Timeout'),
      activity('Cancelled', 'desired was lowered'),
      activity('Cancelled', 'Lifecycle Action ran out', undefined, '2026-11-21T00:00:00Z', '2026-11-21T00:15:00Z'),
      activity('Failed', 'too old', undefined, '2026-11-21T00:09:00Z'),
      activity('Failed', 'much too old', undefined, '2026-11-20T22:00:00Z'),
    ].join('');
    const { result } = await against([page(first, 'more'), page(second, 'unread')], (group) =>
      group.failedLaunches(since),
    );
    expect(result.map(({ noCapacity, message }) => [noCapacity, message.slice(0, 20)])).toEqual([
      [true, 'We currently do not '],
      [false, 'Lifecycle Action wit'],
      [false, 'Lifecycle Action ran'],
    ]);
    expect(result[2]?.failedAtMs).toBe(Date.parse('2026-11-21T00:15:00Z'));
  });

  it('come in the order in which they failed, not began: the newest says what is wrong now', async () => {
    const quick = activity('Failed', 'We currently do not have sufficient p5.48xlarge capacity');
    const slow = activity('Failed', 'hook ran out', undefined, '2026-11-21T00:11:00Z', '2026-11-21T00:30:00Z');
    const { result } = await against([page(quick + slow)], (group) => group.failedLaunches(since));
    expect(result.map(({ noCapacity }) => noCapacity)).toEqual([false, true]);
  });

  it('tell whether a launch succeeded since: not one that ended before, nor an end of an instance', async () => {
    const members = [
      activity('Failed', 'newest', undefined, '2026-11-21T00:25:00Z'),
      activity('Successful', '', 'Terminating EC2 instance', '2026-11-21T00:28:00Z'),
      activity('Failed', 'older', undefined, '2026-11-21T00:21:00Z'),
      activity('Successful', '', undefined, '2026-11-21T00:15:00Z', '2026-11-21T00:22:00Z'),
    ].join('');
    const { result } = await against([page(members)], (group) => group.failedLaunches(since));
    expect(result.map(({ message, hasSucceededSince = false }) => [message, hasSucceededSince])).toEqual([
      ['newest', false],
      ['older', true],
    ]);
  });

  it('are looked for among launches that began up to two hours, the longest wait at a hook, before', async () => {
    const first = activity('Successful', '', undefined, '2026-11-20T22:20:00Z');
    const second = activity('Failed', 'hook ran out', undefined, '2026-11-20T22:15:00Z', '2026-11-21T00:15:00Z');
    const { result } = await against([page(first, 'more'), page(second)], (group) => group.failedLaunches(since));
    expect(result).toHaveLength(1);
  });

  it('are read from three pages at most', async () => {
    const endless = Array.from({ length: 9 }, (_, index) => page(activity('Successful', ''), `token${index}`));
    expect((await against(endless, (group) => group.failedLaunches(since))).requests).toHaveLength(3);
  });
});
