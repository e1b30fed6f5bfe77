import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Resource } from '../../core/right-size/size';
import type { UsageSeries } from '../../core/right-size/usage';
import { CloudWatchMetricHistory } from '../../lambda/adapters/cloudwatch-metric-history';
import { OperateError } from '../operate-error';
import type { UsagePort, UsageQuery } from '../right-size/ports';

const MINUTE_MS = 60_000;
/**
 * CloudWatch keeps values of five minutes for 63 days, those of one minute for 15.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const STEP_MINUTES = 5;

/** By minute, the highest percentage. */
type Percents = Map<number, number>;

/** Past use, read from CloudWatch. */
export class CloudWatchUsage implements UsagePort {
  private readonly history: CloudWatchMetricHistory;

  constructor(client: CloudWatchClient) {
    this.history = new CloudWatchMetricHistory(client, STEP_MINUTES);
  }

  /** @throws OperateError when CloudWatch did not give a metric. */
  async read(queries: readonly UsageQuery[], fromMs: number, toMs: number): Promise<readonly UsageSeries[]> {
    const startMinute = floorToStep(fromMs);
    const endMinute = floorToStep(toMs);
    // CloudWatch refuses an empty span.
    if (startMinute >= endMinute) {
      return [];
    }
    const sources = queries.map((query) => ({ ...query, statistic: 'Maximum' }));
    const readings = await this.history.read(sources, startMinute, endMinute - 1);
    const byResource = new Map<Resource, Percents>();
    readings.forEach(({ values, fault }, index) => {
      const query = queries[index] as UsageQuery;
      if (fault !== undefined) {
        throw new OperateError(
          `CloudWatch did not give ${query.namespace} ${query.name} (${fault}); check the permission cloudwatch:GetMetricData, then try again`,
        );
      }
      collect(values, query, byResource);
    });
    return [...byResource].map(([resource, percents]) => toSeries(resource, percents));
  }
}

function collect(
  values: ReadonlyMap<number, number>,
  { resource, toPercent }: UsageQuery,
  byResource: Map<Resource, Percents>,
): void {
  if (values.size === 0) {
    return;
  }
  const percents: Percents = byResource.get(resource) ?? new Map();
  for (const [minute, value] of values) {
    percents.set(minute, Math.max(value * toPercent, percents.get(minute) ?? 0));
  }
  byResource.set(resource, percents);
}

function toSeries(resource: Resource, percents: Percents): UsageSeries {
  const points = [...percents].map(([minute, percent]) => ({ minute, percent })).sort((a, b) => a.minute - b.minute);
  return { resource, stepMinutes: STEP_MINUTES, points };
}

/** In minutes. Times that are whole steps are answered fastest, and the last step is left out until it is over. */
function floorToStep(timeMs: number): number {
  return Math.floor(timeMs / (STEP_MINUTES * MINUTE_MS)) * STEP_MINUTES;
}
