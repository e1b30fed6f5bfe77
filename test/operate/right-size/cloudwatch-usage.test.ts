import {
  CloudWatchClient,
  type GetMetricDataCommandInput,
  type GetMetricDataCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { CloudWatchUsage } from '../../../operate/adapters/cloudwatch-usage';
import type { UsageQuery } from '../../../operate/right-size/ports';

const MINUTE_MS = 60_000;
const NETWORK = { namespace: 'AWS/EC2', dimensions: { AutoScalingGroupName: 'g' }, toPercent: 0.5 } as const;
const QUERIES: readonly UsageQuery[] = [
  { ...NETWORK, resource: 'cpu', name: 'CPUUtilization', toPercent: 1 },
  { ...NETWORK, resource: 'network', name: 'NetworkIn' },
  { ...NETWORK, resource: 'network', name: 'NetworkOut' },
  { ...NETWORK, resource: 'memory', name: 'mem_used_percent', namespace: 'CWAgent' },
];

type Page = Pick<GetMetricDataCommandOutput, 'MetricDataResults' | 'NextToken'>;

/** A client that answers with these pages, and what it was asked. */
function clientOf(pages: readonly Page[]): { client: CloudWatchClient; asked: GetMetricDataCommandInput[] } {
  const asked: GetMetricDataCommandInput[] = [];
  const client = new CloudWatchClient({ region: 'us-east-1' });
  client.send = async (command: { readonly input: GetMetricDataCommandInput }) => {
    // The paginator goes on with the same object.
    asked.push({ ...command.input });
    return pages[asked.length - 1];
  };
  return { client, asked };
}

function result(
  Id: string,
  values: Readonly<Record<number, number>>,
  StatusCode: 'Complete' | 'Forbidden' = 'Complete',
) {
  const minutes = Object.keys(values).map(Number);
  return { Id, StatusCode, Timestamps: minutes.map((one) => new Date(one * MINUTE_MS)), Values: Object.values(values) };
}

describe('CloudWatchUsage', () => {
  it('puts pages together and takes the busier of two metrics', async () => {
    const { client, asked } = clientOf([
      { MetricDataResults: [result('q0', { 0: 10, 5: 20 }), result('q1', { 0: 40 })], NextToken: 'more' },
      {
        MetricDataResults: [
          result('q0', { 10: 30 }),
          result('q1', { 5: 8 }),
          result('q2', { 0: 20, 5: 16 }),
          result('q3', {}),
        ],
      },
    ]);

    expect(await new CloudWatchUsage(client).read(QUERIES, 0, 15 * MINUTE_MS)).toEqual([
      {
        resource: 'cpu',
        stepMinutes: 5,
        points: [
          { minute: 0, percent: 10 },
          { minute: 5, percent: 20 },
          { minute: 10, percent: 30 },
        ],
      },
      {
        resource: 'network',
        stepMinutes: 5,
        points: [
          { minute: 0, percent: 20 },
          { minute: 5, percent: 8 },
        ],
      },
    ]);
    expect(asked.map((input) => input.NextToken)).toEqual([undefined, 'more']);
  });

  it('asks for the highest value of each five minutes that are over', async () => {
    const { client, asked } = clientOf([{ MetricDataResults: [result('q0', {})] }]);
    await new CloudWatchUsage(client).read(QUERIES.slice(0, 1), 7 * MINUTE_MS, 19 * MINUTE_MS);

    expect(asked[0]).toMatchObject({
      StartTime: new Date(5 * MINUTE_MS),
      EndTime: new Date(15 * MINUTE_MS),
      MetricDataQueries: [
        {
          MetricStat: {
            Metric: { MetricName: 'CPUUtilization', Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'g' }] },
            Period: 300,
            Stat: 'Maximum',
          },
        },
      ],
    });
  });

  it('asks nothing of a span without a step', async () => {
    const { client, asked } = clientOf([]);

    expect(await new CloudWatchUsage(client).read(QUERIES, 16 * MINUTE_MS, 19 * MINUTE_MS)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('fails rather than go without a metric that it may not read', async () => {
    const refused = [result('q0', { 0: 1 }), result('q1', {}), result('q2', {}), result('q3', {}, 'Forbidden')];
    const { client } = clientOf([{ MetricDataResults: refused }]);

    await expect(new CloudWatchUsage(client).read(QUERIES, 0, 5 * MINUTE_MS)).rejects.toThrow(
      'did not give CWAgent mem_used_percent (Forbidden); check the permission cloudwatch:GetMetricData',
    );
  });

  it('fails rather than go on with a part', async () => {
    const { client } = clientOf([{ MetricDataResults: [result('q0', { 0: 1 })] }]);

    await expect(new CloudWatchUsage(client).read(QUERIES, 0, 5 * MINUTE_MS)).rejects.toThrow(
      'did not give AWS/EC2 NetworkIn (no answer)',
    );
  });
});
