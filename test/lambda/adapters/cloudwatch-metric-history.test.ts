import { CloudWatchClient, PutMetricDataCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudWatchMetricHistory } from '../../../lambda/adapters/cloudwatch-metric-history';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';

const MINUTE_MS = 60_000;

describe.skipIf(MOTO_MISSING)(`metric history${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;
  let client: CloudWatchClient;
  const nowMinute = Math.floor(Date.now() / MINUTE_MS);
  const source = (name: string) => ({ namespace: 'App', name, dimensions: { Service: 'api' }, statistic: 'Sum' });

  beforeAll(async () => {
    emulator = await startMoto();
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

  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });

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

describe('metric history that the emulator never gives', () => {
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
