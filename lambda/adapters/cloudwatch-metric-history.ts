import {
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDataResult,
  paginateGetMetricData,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import type { MetricSource } from '../../core/contract/scaled-service';
import type { MetricHistoryPort, MetricReadings } from '../service-scaler/service-scaler-ports';

/**
 * Queries in one call; data points beyond 100 800 come in further pages.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const QUERIES_PER_CALL = 500;
const MINUTE_MS = 60_000;

/** How CloudWatch says that a query is wrong in itself; then it answers none of the call. */
const REFUSAL = /^(Validation|InvalidParameter|MissingRequiredParameter)/;

/** Metrics by the minute, or by longer steps, read from CloudWatch: one paged call for up to 500 of them. */
export class CloudWatchMetricHistory implements MetricHistoryPort {
  constructor(
    private readonly client: CloudWatchClient,
    private readonly stepMinutes = 1,
  ) {}

  async read(
    sources: readonly MetricSource[],
    firstMinute: number,
    lastMinute: number,
  ): Promise<readonly MetricReadings[]> {
    const readings: MetricReadings[] = [];
    for (let start = 0; start < sources.length; start += QUERIES_PER_CALL) {
      const part = sources.slice(start, start + QUERIES_PER_CALL);
      readings.push(...(await this.readPart(part, firstMinute, lastMinute)));
    }
    return readings;
  }

  /** A call that is refused is made again in halves: one query that is wrong stops no other. */
  private async readPart(
    sources: readonly MetricSource[],
    firstMinute: number,
    lastMinute: number,
  ): Promise<readonly MetricReadings[]> {
    try {
      return await this.readPages(sources, firstMinute, lastMinute);
    } catch (error) {
      if (!(error instanceof Error) || !REFUSAL.test(error.name)) {
        throw error;
      }
      if (sources.length === 1) {
        return [{ values: new Map(), fault: `${error.name}: ${error.message}` }];
      }
      const half = Math.ceil(sources.length / 2);
      const left = await this.readPart(sources.slice(0, half), firstMinute, lastMinute);
      return [...left, ...(await this.readPart(sources.slice(half), firstMinute, lastMinute))];
    }
  }

  private async readPages(
    sources: readonly MetricSource[],
    firstMinute: number,
    lastMinute: number,
  ): Promise<readonly MetricReadings[]> {
    const columns = sources.map(() => ({
      values: new Map<number, number>(),
      fault: 'no answer' as string | undefined,
    }));
    const pages = paginateGetMetricData(
      { client: this.client },
      {
        StartTime: new Date(firstMinute * MINUTE_MS),
        // The end is excluded.
        EndTime: new Date((lastMinute + 1) * MINUTE_MS),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: sources.map((source, index) => toDataQuery(source, index, this.stepMinutes)),
      },
    );
    for await (const page of pages) {
      for (const result of page.MetricDataResults ?? []) {
        const column = columns[Number(result.Id?.slice(1))];
        if (column) {
          take(result, column.values);
          column.fault = faultOf(result);
        }
      }
    }
    return columns.map(({ values, fault }) => (fault === undefined ? { values } : { values, fault }));
  }
}

function take({ Timestamps = [], Values = [] }: MetricDataResult, values: Map<number, number>): void {
  Timestamps.forEach((time, index) => {
    const value = Values[index];
    if (value !== undefined) {
      values.set(Math.floor(time.getTime() / MINUTE_MS), value);
    }
  });
}

/**
 * The last page that a metric is on tells: after `PartialData` and `InternalError` a further page may bring the rest.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
 */
function faultOf({ StatusCode, Messages = [] }: MetricDataResult): string | undefined {
  const isWhole = StatusCode === undefined || StatusCode === 'Complete';
  return isWhole ? undefined : [StatusCode, ...Messages.map(({ Value }) => Value ?? '')].join(' ').trim();
}

function toDataQuery(source: MetricSource, index: number, stepMinutes: number): MetricDataQuery {
  return {
    Id: `q${index}`,
    MetricStat: {
      Metric: {
        Namespace: source.namespace,
        MetricName: source.name,
        Dimensions: Object.entries(source.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: stepMinutes * 60,
      Stat: source.statistic,
      ...(source.unit === undefined ? {} : { Unit: source.unit as StandardUnit }),
    },
  };
}
