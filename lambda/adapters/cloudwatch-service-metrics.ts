import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { MetricQuery, ServiceMetricPort } from '../ports';

/**
 * Queries in one call.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const QUERIES_PER_CALL = 500;
const MINUTE_MS = 60_000;
/** CloudWatch may take this long to show a minute, so the latest datum of the last few complete ones is taken. */
const WINDOW_MINUTES = 5;

/** Service metrics read from CloudWatch. */
export class CloudWatchServiceMetrics implements ServiceMetricPort {
  constructor(private readonly client: CloudWatchClient) {}

  /** @throws RangeError for more queries than one call takes. */
  async latest(queries: readonly MetricQuery[], nowMs: number): Promise<readonly (number | undefined)[]> {
    if (queries.length > QUERIES_PER_CALL) {
      throw new RangeError(
        `${queries.length} service metrics were asked for; one call takes ${QUERIES_PER_CALL}. Split the services over fleets.`,
      );
    }
    if (queries.length === 0) {
      return [];
    }
    const values = await this.read(queries, Math.floor(nowMs / MINUTE_MS) * MINUTE_MS);
    return queries.map((_, index) => values.get(queryId(index)));
  }

  private async read(queries: readonly MetricQuery[], endMs: number): Promise<ReadonlyMap<string, number>> {
    const latest = new Map<string, number>();
    const pages = paginateGetMetricData(
      { client: this.client },
      {
        StartTime: new Date(endMs - WINDOW_MINUTES * MINUTE_MS),
        EndTime: new Date(endMs),
        ScanBy: 'TimestampDescending',
        MetricDataQueries: queries.map(toDataQuery),
      },
    );
    for await (const page of pages) {
      for (const result of page.MetricDataResults ?? []) {
        const value = result.Values?.[0];
        // Descending over all pages: the first value of an id is its latest.
        if (result.Id !== undefined && value !== undefined && !latest.has(result.Id)) {
          latest.set(result.Id, value);
        }
      }
    }
    return latest;
  }
}

function queryId(index: number): string {
  return `q${index}`;
}

function toDataQuery(query: MetricQuery, index: number): MetricDataQuery {
  return {
    Id: queryId(index),
    MetricStat: {
      Metric: {
        Namespace: query.namespace,
        MetricName: query.name,
        Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: MINUTE_MS / 1000,
      Stat: query.statistic,
    },
  };
}
