import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadFromCloudWatch } from '../../../scaling-replay/cloudwatch/load-from-cloudwatch';
import { parseLoad } from '../../../scaling-replay/load/parse-load';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';

const MINUTE_MS = 60_000;
const SOURCE = { namespace: 'App', name: 'Requests', dimensions: { Service: 'api' }, statistic: 'Sum' };
const NOW_MS = Date.parse('2026-11-20T12:00:30Z');
const NOW_MINUTE = Math.floor(NOW_MS / MINUTE_MS);

/** Answers one page after another, and notes what it was asked for. */
class PagedClient extends CloudWatchClient {
  readonly asked: { NextToken?: string; StartTime?: Date; EndTime?: Date }[] = [];

  constructor(private readonly pages: readonly object[]) {
    super({ region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } });
  }

  override send = (async (command: { input: object }) => {
    // The paginator writes the next page's token into the very object.
    this.asked.push({ ...command.input });
    return this.pages[this.asked.length - 1];
  }) as unknown as CloudWatchClient['send'];
}

function page(minutes: readonly (readonly [number, number])[], more: object = {}) {
  const Timestamps = minutes.map(([ago]) => new Date((NOW_MINUTE - ago) * MINUTE_MS));
  return { MetricDataResults: [{ Id: 'q0', Timestamps, Values: minutes.map(([, value]) => value), ...more }] };
}

describe('loadFromCloudWatch', () => {
  it('reads every page of the days that were asked for, and leaves out the newest minutes', async () => {
    const first = {
      ...page(
        [
          [6, 10],
          [5, 20],
        ],
        { StatusCode: 'PartialData' },
      ),
      NextToken: 'more',
    };
    const client = new PagedClient([first, page([[4, 30]])]);
    const load = await loadFromCloudWatch(client, SOURCE, 14, NOW_MS);
    expect(load.csv).toBe(`minute,value\n${NOW_MINUTE - 6},10\n${NOW_MINUTE - 5},20\n${NOW_MINUTE - 4},30\n`);
    expect(load).toMatchObject({ minutes: 3, holes: undefined });
    expect(client.asked.map(({ NextToken }) => NextToken)).toEqual([undefined, 'more']);
    const { StartTime, EndTime } = client.asked[0] ?? {};
    // The end is excluded: 11:58 is the last minute before the two that are left out, and there are 14 days.
    expect(EndTime?.toISOString()).toBe('2026-11-20T11:59:00.000Z');
    expect(Number(EndTime) - Number(StartTime)).toBe(14 * 86_400_000);
  });

  it('fails with what to look at when CloudWatch cannot be asked', async () => {
    const client = new CloudWatchClient({ region: () => Promise.reject<string>(new Error('Region is missing')) });
    await expect(loadFromCloudWatch(client, SOURCE, 14, NOW_MS)).rejects.toThrow(
      'CloudWatch cannot be read: Region is missing; check --region and --profile',
    );
  });

  it('begins no earlier than minutes are kept, even if asked a minute later', async () => {
    const client = new PagedClient([page([[5, 1]])]);
    await loadFromCloudWatch(client, SOURCE, 15, NOW_MS);
    const { StartTime } = client.asked[0] ?? {};
    expect(StartTime?.toISOString()).toBe('2026-11-05T12:02:00.000Z');
  });

  it('says how many minutes have no datum, and where most in a row are', async () => {
    const client = new PagedClient([
      page([
        [90, 1],
        [88, 1],
        [60, 1],
        [59, 1],
      ]),
    ]);
    const { holes, csv } = await loadFromCloudWatch(client, SOURCE, 1, NOW_MS);
    expect(holes).toBe('28 minutes have no datum, in 2 holes; the longest is 27 minutes from 2026-11-20T10:33Z');
    expect(parseLoad(csv, 'a.csv').filledMinutes).toBe(28);
  });

  it('fails when there is no datum, and says what to look at', async () => {
    await expect(loadFromCloudWatch(new PagedClient([page([])]), SOURCE, 3, NOW_MS)).rejects.toThrow(
      'CloudWatch has no Sum of App/Requests with Service=api in the last 3 days; give the very dimensions',
    );
  });

  it('fails when CloudWatch refuses, with what it says', async () => {
    const refused = page([], { StatusCode: 'Forbidden', Messages: [{ Value: 'not yours' }] });
    await expect(loadFromCloudWatch(new PagedClient([refused]), SOURCE, 3, NOW_MS)).rejects.toThrow('not yours');
  });
});

describe.skipIf(MOTO_MISSING)(`CloudWatch of the emulator${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;
  let client: CloudWatchClient;

  beforeAll(async () => {
    emulator = await startMoto();
    client = new CloudWatchClient(emulator.client);
  });

  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });

  it('gives a load that can be replayed', async () => {
    const now = Math.floor(Date.now() / MINUTE_MS);
    const MetricData = [8, 7, 6, 4].map((ago) => ({
      MetricName: 'Requests',
      Value: 10 * ago,
      Timestamp: new Date((now - ago + 0.5) * MINUTE_MS),
      Dimensions: [{ Name: 'Service', Value: 'api' }],
    }));
    await client.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    const { csv } = await loadFromCloudWatch(client, SOURCE, 1, now * MINUTE_MS);
    expect(parseLoad(csv, 'a.csv')).toEqual({ values: [80, 70, 60, 60, 40], filledMinutes: 1, firstMinute: now - 8 });
  });
});
