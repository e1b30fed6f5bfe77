import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { MetricSource } from '../../core/contract/scaled-service';
import { CloudWatchMetricHistory } from '../../lambda/adapters/cloudwatch-metric-history';
import { LoadError } from '../load/load-error';

/**
 * CloudWatch keeps minutes for so long.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export const MOST_DAYS = 15;
/** The newest minute is going on, and the one before may still grow. */
const LEFT_OUT_MINUTES = 2;
/** The oldest minute is partly beyond what is kept, and the one after it may be so once CloudWatch is asked. */
const FORGOTTEN_MINUTES = 2;
const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;

/** A load as CSV of `minute,value`, minutes since the epoch, and what is missing in it. */
export interface CloudWatchLoad {
  readonly csv: string;
  readonly minutes: number;
  /** One line that says how many minutes are missing, and where most in a row are; nothing when none is. */
  readonly holes?: string;
}

/** A minute of a metric; whole minutes since the epoch. */
interface MetricMinute {
  readonly minute: number;
  readonly value: number;
}

/**
 * Returns the last days of a metric as CSV.
 * @throws LoadError when there is no datum, or CloudWatch cannot be read.
 */
export async function loadFromCloudWatch(
  client: CloudWatchClient,
  source: MetricSource,
  days: number,
  nowMs: number,
): Promise<CloudWatchLoad> {
  const now = Math.floor(nowMs / MINUTE_MS);
  const last = now - LEFT_OUT_MINUTES;
  const oldest = now - MOST_DAYS * DAY_MINUTES + FORGOTTEN_MINUTES;
  const first = Math.max(oldest, last - days * DAY_MINUTES + 1);
  const minutes = await read(client, source, first, last);
  if (minutes.length === 0) {
    throw new LoadError(
      `CloudWatch has no ${source.statistic} of ${describe(source)} in the last ${days} days; give the very dimensions it is published with, and its region`,
    );
  }
  const lines = minutes.map(({ minute, value }) => `${minute},${value}`);
  return { csv: `minute,value\n${lines.join('\n')}\n`, minutes: minutes.length, holes: describeHoles(minutes) };
}

/** Returns the minutes that have a datum, in rising order. */
async function read(
  client: CloudWatchClient,
  source: MetricSource,
  first: number,
  last: number,
): Promise<readonly MetricMinute[]> {
  const { values, fault } = await readOrExplain(client, source, first, last);
  if (fault !== undefined) {
    throw new LoadError(`CloudWatch does not give ${describe(source)}: ${fault}`);
  }
  return [...values].map(([minute, value]) => ({ minute, value })).sort((left, right) => left.minute - right.minute);
}

async function readOrExplain(client: CloudWatchClient, source: MetricSource, first: number, last: number) {
  try {
    const [readings] = await new CloudWatchMetricHistory(client).read([source], first, last);
    return readings ?? { values: new Map<number, number>() };
  } catch (error) {
    throw new LoadError(`CloudWatch cannot be read: ${(error as Error).message}; check --region and --profile`);
  }
}

function describe({ namespace, name, dimensions }: MetricSource): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return `${namespace}/${name} with ${pairs.length > 0 ? pairs.join(', ') : 'no dimension'}`;
}

function describeHoles(minutes: readonly MetricMinute[]): string | undefined {
  const gaps = minutes.flatMap(({ minute }, index) => {
    const before = minutes[index - 1]?.minute ?? minute - 1;
    return minute - before > 1 ? [{ after: before, missing: minute - before - 1 }] : [];
  });
  const [longest] = [...gaps].sort((left, right) => right.missing - left.missing);
  if (longest === undefined) {
    return undefined;
  }
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  const from = new Date((longest.after + 1) * MINUTE_MS).toISOString().slice(0, 16);
  return `${missing} minutes have no datum, in ${gaps.length} holes; the longest is ${longest.missing} minutes from ${from}Z`;
}
