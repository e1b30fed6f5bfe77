import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, PutMetricDataCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationAutoScalingTargets } from '../../../lambda/adapters/application-auto-scaling-targets';
import { CloudWatchMetricHistory } from '../../../lambda/adapters/cloudwatch-metric-history';
import { DynamoDbServiceList } from '../../../lambda/adapters/dynamodb-service-list';
import { DynamoDbServiceTable } from '../../../lambda/adapters/dynamodb-service-table';
import { EcsTasks } from '../../../lambda/adapters/ecs-tasks';
import { EventBridgeEvents } from '../../../lambda/adapters/event-bridge';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';
import { withStrictExpressions } from '../../strict-expressions';
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

  describe('targets', () => {
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

  describe('tasks', () => {
    it('are those of active services, however many and in whichever cluster', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
      await createEcsServices(emulator, 'many', names);
      await createEcsServices(emulator, 'few', ['api']);
      const client = new ECSClient(emulator.client);
      const ids = [...names.map((name) => `service/many/${name}`), 'service/few/api'];
      const tasks = await new EcsTasks(client).describe([...ids, 'service/many/none', 'service/none/api']);
      expect([...tasks.keys()].sort()).toEqual([...ids].sort());
      expect(tasks.get('service/few/api')).toMatchObject({ desired: 2, isDeploying: false });
      client.destroy();
    });
  });

  it.each([
    [{ deployments: [{}] }, false],
    [{ deployments: [{}, {}] }, true],
    [{ taskSets: [{}] }, false],
    [{ taskSets: [{}, {}] }, true],
  ])('a service with %j is being deployed: %s', async (changes, isDeploying) => {
    const services = [{ serviceName: 'api', status: 'ACTIVE', ...changes }];
    const client = { send: async () => ({ services }) } as unknown as ECSClient;
    const tasks = await new EcsTasks(client).describe(['service/few/api']);
    expect(tasks.get('service/few/api')).toMatchObject({ isDeploying });
  });

  describe('metric history', () => {
    const nowMinute = Math.floor(Date.now() / MINUTE_MS);
    const source = (name: string) => ({ namespace: 'App', name, dimensions: { Service: 'api' }, statistic: 'Sum' });
    let client: CloudWatchClient;

    beforeAll(async () => {
      client = new CloudWatchClient(emulator.client);
      const datum = (MetricName: string, Value: number, minutesAgo: number, Unit?: StandardUnit) => ({
        MetricName,
        Value,
        Unit,
        Timestamp: new Date((nowMinute - minutesAgo + 0.5) * MINUTE_MS),
        Dimensions: [{ Name: 'Service', Value: 'api' }],
      });
      const MetricData = [
        datum('Requests', 40, 2),
        datum('Requests', 2, 2),
        datum('Requests', 7, 3),
        datum('Requests', 999, 1),
        datum('Requests', 5, 9),
        datum('Bytes', 3, 4),
        datum('Latency', 70, 4, 'Milliseconds'),
        datum('Latency', 2, 4, 'Seconds'),
      ];
      await client.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    });

    afterAll(() => client.destroy());

    it('is each minute from the first to the last, by minute, in the order asked for', async () => {
      const metrics = new CloudWatchMetricHistory(client);
      const sources = [source('Bytes'), source('Unknown'), source('Requests')];
      const [bytes, unknown, requests] = await metrics.read(sources, nowMinute - 8, nowMinute - 2);
      expect(bytes).toEqual({ values: new Map([[nowMinute - 4, 3]]) });
      expect(unknown).toEqual({ values: new Map() });
      expect(requests).toEqual({
        values: new Map([
          [nowMinute - 3, 7],
          [nowMinute - 2, 42],
        ]),
      });
    });

    it('is of data of one unit when it is named', async () => {
      const latency = source('Latency');
      const sources = [{ ...latency, unit: 'Seconds' }, { ...latency, unit: 'Milliseconds' }, latency];
      const read = await new CloudWatchMetricHistory(client).read(sources, nowMinute - 8, nowMinute - 2);
      expect(read.map(({ values }) => values.get(nowMinute - 4))).toEqual([2, 70, 72]);
    });

    it('takes more metrics than one call does', async () => {
      const metrics = new CloudWatchMetricHistory(client);
      const many = Array.from({ length: 501 }, (_, index) => source(index === 500 ? 'Bytes' : 'Unknown'));
      const read = await metrics.read(many, nowMinute - 4, nowMinute - 4);
      expect(read).toHaveLength(501);
      expect(read[500]?.values.get(nowMinute - 4)).toBe(3);
      expect(await metrics.read([], nowMinute - 4, nowMinute)).toEqual([]);
    });
  });

  describe('the service table', () => {
    const turn = (version: number) => ({ controller: 'service-scaler', version }) as const;
    const state = { formatVersion: 1, ran: [{ minute: 7, tasks: 2 }], rules: '[]' };
    const API = 'service/cluster/api';
    let client: DynamoDBClient;

    beforeAll(async () => {
      client = withStrictExpressions(new DynamoDBClient(emulator.client));
      const key = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
      await client.send(
        new CreateTableCommand({
          TableName: 'services',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [key('pk'), key('sk')],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        }),
      );
    });

    afterAll(() => client.destroy());

    it('holds the services of the last deployment, each with its state, and forgets the others', async () => {
      const list = new DynamoDbServiceList(client, 'services');
      const table = new DynamoDbServiceTable(client, 'services');
      const entry = (name: string) => ({ resourceId: `service/cluster/${name}`, json: `{"name":"${name}"}` });
      await list.replace([entry('api'), entry('web')]);
      expect(await table.saveState(turn(1), API, state)).toBe(true);
      await table.saveState(turn(1), 'service/cluster/web', state);
      await list.replace([entry('api'), entry('jobs')]);
      expect(await table.readServices()).toEqual([
        { resourceId: API, service: '{"name":"api"}', state: JSON.stringify(state) },
        { resourceId: 'service/cluster/jobs', service: '{"name":"jobs"}' },
      ]);
      await list.replace([entry('api'), entry('web')]);
      expect(await table.readServices()).toMatchObject([
        { state: JSON.stringify(state) },
        { service: '{"name":"web"}' },
      ]);
      expect((await table.readServices())[1]).not.toHaveProperty('state');
    });

    it('keeps the state of the newest turn, and memory for the newest alone', async () => {
      const table = new DynamoDbServiceTable(client, 'services');
      expect(await table.saveState(turn(5), API, state)).toBe(true);
      expect(await table.saveState(turn(4), API, { ...state, ownCeiling: 9 })).toBe(false);
      const first = await table.takeTurn<object>('service-scaler');
      const second = await table.takeTurn<object>('service-scaler');
      expect(await table.saveMemory('service-scaler', first.version, { from: 'first' })).toBe(false);
      expect(await table.saveMemory('service-scaler', second.version, { from: 'second' })).toBe(true);
      expect((await table.takeTurn<object>('service-scaler')).memory).toEqual({ from: 'second' });
    });
  });

  it('a state is kept by the first turn after the controller was lost', async () => {
    const client = new DynamoDBClient(emulator.client);
    const table = new DynamoDbServiceTable(client, 'services');
    const state = { formatVersion: 1, ran: [] };
    const turn = async () =>
      ({ controller: 'service-scaler', version: (await table.takeTurn('service-scaler')).version }) as const;
    await turn();
    expect(await table.saveState(await turn(), 'service/cluster/lost', state)).toBe(true);
    const Key = { pk: { S: 'CONTROLLER' }, sk: { S: 'service-scaler' } };
    await client.send(new DeleteItemCommand({ TableName: 'services', Key }));
    expect(await table.saveState(await turn(), 'service/cluster/lost', state)).toBe(true);
    client.destroy();
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
    const sizes = () => service.requests.map((request) => JSON.parse(request).Entries.length);
    try {
      await new EventBridgeEvents(client, 'fleet').send(events);
      return sizes();
    } catch (error) {
      throw new Error(`${error}; sent ${sizes()}`);
    } finally {
      client.destroy();
      await service.stop();
    }
  }

  it('make the call fail, although PutEvents itself succeeds', async () => {
    await expect(send([refusal], 2)).rejects.toThrow('refused 1 of 2 events: ThrottlingException');
  });

  it('keep no later one from being sent', async () => {
    const told = 'refused 1 of 23 events: ThrottlingException; sent 10,10,3';
    await expect(send([refusal, success, success], 23)).rejects.toThrow(told);
  });

  it('are at most ten in one call', async () => {
    expect(await send([success, success, success], 23)).toEqual([10, 10, 3]);
  });
});

describe('what the emulator never says', () => {
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

  interface Query {
    readonly Id: string;
    readonly MetricStat: { readonly Metric: { readonly MetricName: string } };
  }
  const nameOf = ({ MetricStat }: Query) => MetricStat.Metric.MetricName;

  /** Reads minutes 1 to 3 of metrics from what `answer` makes of each call. */
  async function readBy(names: readonly string[], answer: (queries: readonly Query[], token?: string) => object) {
    class AnsweringClient extends CloudWatchClient {
      override send = (async ({ input }: { input: { MetricDataQueries: Query[]; NextToken?: string } }) =>
        answer(input.MetricDataQueries, input.NextToken)) as unknown as CloudWatchClient['send'];
    }
    const client = new AnsweringClient({ region: 'eu-central-1' });
    const sources = names.map((name) => ({ namespace: 'n', name, dimensions: {}, statistic: 'Sum' }));
    try {
      return await new CloudWatchMetricHistory(client).read(sources, 1, 3);
    } finally {
      client.destroy();
    }
  }

  it('a metric that CloudWatch could not read, or did not answer, is told beside the others', async () => {
    const MetricDataResults = [
      { Id: 'q0', StatusCode: 'InternalError', Messages: [{ Code: 'c', Value: 'try later' }] },
      { Id: 'q1', StatusCode: 'Complete', Timestamps: [new Date(120_000)], Values: [4] },
    ];
    expect(await readBy(['a', 'b', 'c'], () => ({ MetricDataResults }))).toEqual([
      { values: new Map(), fault: 'InternalError try later' },
      { values: new Map([[2, 4]]) },
      { values: new Map(), fault: 'no answer' },
    ]);
  });

  it('what is partial is a fault unless a further page completes it', async () => {
    const page = (Id: string, StatusCode: string, minute: number) => ({
      Id,
      StatusCode,
      Timestamps: [new Date(minute * MINUTE_MS)],
      Values: [minute],
    });
    const first = [page('q0', 'PartialData', 1), page('q1', 'PartialData', 1)];
    const read = await readBy(['a', 'b'], (_, token) =>
      token === undefined
        ? { MetricDataResults: first, NextToken: 'next' }
        : { MetricDataResults: [page('q0', 'Complete', 2)] },
    );
    expect(read).toEqual([
      {
        values: new Map([
          [1, 1],
          [2, 2],
        ]),
      },
      { values: new Map([[1, 1]]), fault: 'PartialData' },
    ]);
  });

  it('a query that is wrong in itself stops no other, and a throttled call is thrown', async () => {
    const refusal = Object.assign(new Error('no such statistic'), { name: 'ValidationError' });
    const answer = (queries: readonly Query[]) => {
      if (queries.some((query) => nameOf(query) === 'wrong')) {
        throw refusal;
      }
      return { MetricDataResults: queries.map(({ Id }) => ({ Id, StatusCode: 'Complete' })) };
    };
    const names = ['a', 'b', 'wrong', 'c', 'd'];
    expect(await readBy(names, answer)).toEqual(
      names.map((name) => ({
        values: new Map(),
        ...(name === 'wrong' ? { fault: 'ValidationError: no such statistic' } : {}),
      })),
    );
    const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    const throttle = () => {
      throw throttled;
    };
    await expect(readBy(names, throttle)).rejects.toThrow('slow down');
  });
});
