import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFunction } from './create-function';
import { createGroup, launchHook } from './create-group';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();
// Keeps what it was sent, and gives it back when asked.
const recorder = `const seen = [];
  exports.handler = async (event) => { if (event.report) return seen.splice(0); seen.push(event); };`;

describe.skipIf(reason)(`EventBridge of the emulator ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let events: EventBridgeClient;
  let lambda: LambdaClient;
  let target: string;
  const nowMs = Date.UTC(2026, 2, 3, 4, 5, 6);

  beforeAll(async () => {
    emulator = await startEmulator();
    events = new EventBridgeClient(emulator.clientConfig());
    lambda = new LambdaClient(emulator.clientConfig());
    target = await createFunction(emulator, recorder);
    await emulator.setClock(nowMs);
  });
  afterAll(() => emulator?.stop());

  const addRule = async (Name: string, pattern: { EventPattern?: string; ScheduleExpression?: string }) => {
    await events.send(new PutRuleCommand({ Name, ...pattern }));
    const Arn = `arn:aws:lambda:us-east-1:123456789012:function:${target}`;
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'target', Arn }] }));
  };
  const received = async () => {
    await emulator.waitIdle();
    const ask = new InvokeCommand({ FunctionName: target, Payload: '{"report":true}' });
    return JSON.parse((await lambda.send(ask)).Payload?.transformToString() ?? '[]');
  };
  const send = (source: string, index: number) => ({
    Entries: [{ Source: source, DetailType: 'test', Detail: JSON.stringify({ index }) }],
  });

  it('delivers matching events in order, dated by the set clock', async () => {
    await addRule('ordered', { EventPattern: JSON.stringify({ source: ['ordered'] }) });
    for (const index of [0, 1, 2]) await events.send(new PutEventsCommand(send('ordered', index)));
    const seen = await received();
    expect(seen.map((event: { detail: { index: number } }) => event.detail.index)).toEqual([0, 1, 2]);
    expect(seen[0].time).toBe('2026-03-03T04:05:06Z');
  });

  it('sends nothing to the targets of a schedule', async () => {
    await addRule('schedule', { ScheduleExpression: 'rate(1 minute)' });
    await events.send(new PutEventsCommand(send('unmatched', 0)));
    expect(await received()).toEqual([]);
  });

  it('tells of every instance that waits for its launching hook', async () => {
    const pattern = { source: ['aws.autoscaling'], 'detail-type': ['EC2 Instance-launch Lifecycle Action'] };
    await addRule('launch', { EventPattern: JSON.stringify(pattern) });
    const group = await createGroup(emulator, { LifecycleHookSpecificationList: [launchHook] });
    const seen = await received();
    expect(seen).toHaveLength(2);
    expect(seen[0].detail).toMatchObject({
      AutoScalingGroupName: group,
      LifecycleHookName: 'launch',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    });
    expect(seen[0].detail.LifecycleActionToken).not.toBe(seen[1].detail.LifecycleActionToken);
  });
});
