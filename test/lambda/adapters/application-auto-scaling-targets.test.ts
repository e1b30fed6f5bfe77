import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationAutoScalingTargets } from '../../../lambda/adapters/application-auto-scaling-targets';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';
import { createEcsServices } from './ecs-service';
import { ScriptedService } from './scripted-service';

describe.skipIf(MOTO_MISSING)(`scalable targets${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;

  beforeAll(async () => {
    emulator = await startMoto();
  });

  afterAll(async () => {
    await emulator?.stop();
  });

  const target = (name: string) => `service/cluster/${name}`;
  const register = (name: string, more: object = {}) =>
    new RegisterScalableTargetCommand({
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceId: target(name),
      MinCapacity: 2,
      MaxCapacity: 9,
      ...more,
    });

  it('tell and change their bounds, leave what is not named, and do not list what is no target', async () => {
    await createEcsServices(emulator, 'cluster', ['api', 'web', 'idle']);
    const client = new ApplicationAutoScalingClient(emulator.client);
    await client.send(register('api'));
    await client.send(register('web'));
    await client.send(register('idle', { SuspendedState: { DynamicScalingOutSuspended: true } }));
    const targets = new ApplicationAutoScalingTargets(client);
    expect(await targets.setBounds(target('api'), { floor: 4 })).toBe(true);
    expect(await targets.setBounds(target('web'), { floor: 5, ceiling: 5 })).toBe(true);
    const others = Array.from({ length: 60 }, (_, index) => target(`none${index}`));
    const read = await targets.describe([target('api'), ...others, target('web'), target('idle')]);
    expect(read).toEqual(
      new Map([
        [target('api'), { floor: 4, ceiling: 9, suspended: false }],
        [target('web'), { floor: 5, ceiling: 5, suspended: false }],
        [target('idle'), { floor: 2, ceiling: 9, suspended: true }],
      ]),
    );
    client.destroy();
  });
});

describe('what the emulator never says of targets', () => {
  async function ask<Answer>(
    answer: { readonly status: number; readonly body: object },
    work: (client: ApplicationAutoScalingClient) => Promise<Answer>,
  ): Promise<Answer> {
    const service = new ScriptedService([{ status: answer.status, body: JSON.stringify(answer.body) }]);
    const client = new ApplicationAutoScalingClient(await service.start());
    try {
      return await work(client);
    } finally {
      client.destroy();
      await service.stop();
    }
  }
  const activity = (StatusCode: string) => ({
    status: 200,
    body: { ScalingActivities: [{ StatusCode, StatusMessage: 'no room', StartTime: 100, EndTime: 200 }] },
  });
  const API = 'service/cluster/api';

  it('the newest scaling activity tells of a fault only if it failed', async () => {
    const failed = (client: ApplicationAutoScalingClient) =>
      new ApplicationAutoScalingTargets(client).failedActivity(API);
    expect(await ask(activity('Failed'), failed)).toEqual({ atMs: 200_000, message: 'no room' });
    expect(await ask(activity('Successful'), failed)).toBeUndefined();
    expect(await ask({ status: 200, body: { ScalingActivities: [] } }, failed)).toBeUndefined();
  });

  it('a target in change is left to the next tick, any other refusal is thrown', async () => {
    const set = (client: ApplicationAutoScalingClient) =>
      new ApplicationAutoScalingTargets(client).setBounds(API, { floor: 1 });
    const refusal = (type: string) => ({ status: 400, body: { __type: type, Message: 'no' } });
    expect(await ask(refusal('ConcurrentUpdateException'), set)).toBe(false);
    await expect(ask(refusal('ValidationException'), set)).rejects.toThrow('no');
  });
});
