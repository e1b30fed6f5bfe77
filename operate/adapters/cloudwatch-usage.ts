import {
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDataResult,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import type { Resource } from '../../core/right-size/size';
import type { UsageSeries } from '../../core/right-size/usage';
import { OperateError } from '../operate-error';
import type { UsagePort, UsageQuery } from '../right-size/ports';

const MINUTE_MS = 60_000;
/** CloudWatch keeps values of five minutes for 63 days, those of one minute for 15. */
const STEP_MINUTES = 5;

/** By minute, the highest percentage. */
type Percents = Map<number, number>;

/**
 * Past use, read from CloudWatch by GetMetricData, page after page.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export class CloudWatchUsage implements UsagePort {
  constructor(private readonly client: CloudWatchClient) {}

  /** @throws OperateError when CloudWatch did not give a metric. */
  async read(queries: readonly UsageQuery[], fromMs: number, toMs: number): Promise<readonly UsageSeries[]> {
    const startMs = floorToStep(fromMs);
    const endMs = floorToStep(toMs);
    // CloudWatch refuses an empty span.
    if (startMs >= endMs) {
      return [];
    }
    const byResource = new Map<Resource, Percents>();
    const pages = paginateGetMetricData(
      { client: this.client },
      {
        StartTime: new Date(startMs),
        EndTime: new Date(endMs),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: queries.map(toDataQuery),
      },
    );
    for await (const page of pages) {
      for (const result of page.MetricDataResults ?? []) {
        const query = queries[Number(result.Id?.slice(1))];
        if (query !== undefined) {
          collect(result, query, byResource);
        }
      }
    }
    return [...byResource].map(([resource, percents]) => toSeries(resource, percents));
  }
}

function collect(result: MetricDataResult, query: UsageQuery, byResource: Map<Resource, Percents>): void {
  const { StatusCode: status, Timestamps: times = [], Values: values = [] } = result;
  if (status === 'Forbidden' || status === 'InternalError') {
    throw new OperateError(
      `CloudWatch did not give ${query.namespace} ${query.name} (${status}); check the permission cloudwatch:GetMetricData, then try again`,
    );
  }
  const percents: Percents = byResource.get(query.resource) ?? new Map();
  times.forEach((time, index) => {
    const minute = time.getTime() / MINUTE_MS;
    const percent = (values[index] ?? 0) * query.toPercent;
    percents.set(minute, Math.max(percent, percents.get(minute) ?? 0));
  });
  if (percents.size > 0) {
    byResource.set(query.resource, percents);
  }
}

function toSeries(resource: Resource, percents: Percents): UsageSeries {
  const points = [...percents].map(([minute, percent]) => ({ minute, percent })).sort((a, b) => a.minute - b.minute);
  return { resource, stepMinutes: STEP_MINUTES, points };
}

/** Times that are whole steps are answered fastest, and the last step is left out until it is over. */
function floorToStep(timeMs: number): number {
  const stepMs = STEP_MINUTES * MINUTE_MS;
  return Math.floor(timeMs / stepMs) * stepMs;
}

function toDataQuery({ namespace, name, dimensions }: UsageQuery, index: number): MetricDataQuery {
  return {
    Id: `q${index}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: STEP_MINUTES * 60,
      Stat: 'Maximum',
    },
  };
}
