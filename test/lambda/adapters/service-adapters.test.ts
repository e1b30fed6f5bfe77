import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationAutoScalingFloors } from '../../../lambda/adapters/application-auto-scaling-floors';
import { CloudWatchServiceMetrics } from '../../../lambda/adapters/cloudwatch-service-metrics';
import { EventBridgeEvents } from '../../../lambda/adapters/event-bridge';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';
import { createEcsServices } from './ecs-service';
import { ScriptedService } from './scripted-service';

const MINUTE_MS = 60_000;

describe.skipIf(MOTO_MISSING)(`service adapters${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;

  beforeAll(async () => {
    emulator = await startMoto();
  });

  afterAll(async () => {
    await emulator?.stop();
  });

  describe('floors', () => {
    const target = (name: string) => `service/cluster/${name}`;

    it('reads and moves a floor, leaves the ceiling, and does not list what is no target', async () => {
      await createEcsServices(emulator, 'cluster', ['api', 'web']);
      const client = new ApplicationAutoScalingClient(emulator.client);
      for (const name of ['api', 'web']) {
        await client.send(
          new RegisterScalableTargetCommand({
            ServiceNamespace: 'ecs',
            ScalableDimension: 'ecs:service:DesiredCount',
            ResourceId: target(name),
            MinCapacity: 2,
            MaxCapacity: 9,
          }),
        );
      }
      const floors = new ApplicationAutoScalingFloors(client);
      await floors.setFloor(target('api'), 4);
      const others = Array.from({ length: 60 }, (_, index) => target(`none${index}`));
      const read = await floors.read([target('api'), ...others, target('web')]);
      expect([...read]).toEqual([
        [target('api'), { floor: 4, ceiling: 9 }],
        [target('web'), { floor: 2, ceiling: 9 }],
      ]);
      client.destroy();
    });
  });

  describe('service metrics', () => {
    const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS + 30_000;
    const query = (name: string) => ({ namespace: 'App', name, dimensions: { Service: 'api' }, statistic: 'Sum' });
    let client: CloudWatchClient;

    beforeAll(async () => {
      client = new CloudWatchClient(emulator.client);
      const datum = (MetricName: string, Value: number, minutesAgo: number) => ({
        MetricName,
        Value,
        Timestamp: new Date(nowMs - minutesAgo * MINUTE_MS),
        Dimensions: [{ Name: 'Service', Value: 'api' }],
      });
      const MetricData = [
        datum('Requests', 40, 1),
        datum('Requests', 2, 1),
        datum('Requests', 7, 2),
        datum('Requests', 999, 0.25),
        datum('Old', 5, 30),
        datum('Bytes', 3, 3),
      ];
      await client.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    });

    afterAll(() => client.destroy());

    it('are those of the latest complete minute, in the order asked for', async () => {
      const values = await new CloudWatchServiceMetrics(client).latest(
        [query('Bytes'), query('Old'), query('Requests'), query('Unknown')],
        nowMs,
      );
      expect(values).toEqual([3, undefined, 42, undefined]);
    });

    it('ask nothing for nothing, and refuse more than one call takes', async () => {
      const metrics = new CloudWatchServiceMetrics(client);
      expect(await metrics.latest([], nowMs)).toEqual([]);
      const many = Array.from({ length: 501 }, () => query('Requests'));
      await expect(metrics.latest(many, nowMs)).rejects.toThrow('501 service metrics');
    });
  });

  describe('events', () => {
    it('are sent in batches that the bus takes', async () => {
      const client = new EventBridgeClient(emulator.client);
      await client.send(new CreateEventBusCommand({ Name: 'fleet' }));
      const events = Array.from({ length: 23 }, (_, number) => ({
        type: 'Fleet Scaling Decision',
        detail: { number },
      }));
      await expect(new EventBridgeEvents(client, 'fleet').send(events)).resolves.toBeUndefined();
      client.destroy();
    });
  });
});

describe('events that the bus refuses', () => {
  const refusal = JSON.stringify({
    FailedEntryCount: 1,
    Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException' }],
  });
  const success = JSON.stringify({ FailedEntryCount: 0, Entries: [] });

  async function send(bodies: readonly string[], count: number) {
    const service = new ScriptedService(bodies.map((body) => ({ status: 200, body })));
    const client = new EventBridgeClient(await service.start());
    const events = Array.from({ length: count }, () => ({ type: 't', detail: {} }));
    try {
      await new EventBridgeEvents(client, 'fleet').send(events);
      return service.requests.map((request) => JSON.parse(request).Entries.length);
    } finally {
      client.destroy();
      await service.stop();
    }
  }

  it('make the call fail, although PutEvents itself succeeds', async () => {
    await expect(send([refusal], 2)).rejects.toThrow('refused 1 of 2 events: ThrottlingException');
  });

  it('are at most ten in one call', async () => {
    expect(await send([success, success, success], 23)).toEqual([10, 10, 3]);
  });
});
