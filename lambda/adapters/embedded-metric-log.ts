import { FLEET_DIMENSION, METRIC_NAMESPACE } from '../../core/contract';
import type { LogPort } from '../ports';

/**
 * Metrics in one line.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const METRICS_PER_LINE = 100;

/** Writes JSON lines; CloudWatch Logs makes metrics of those in embedded metric format, without a call of ours. */
export class EmbeddedMetricLog implements LogPort {
  /**
   * @param fleetName value of the one dimension
   * @param write takes one line; `console.log` on Lambda
   */
  constructor(
    private readonly fleetName: string,
    private readonly write: (line: string) => void,
  ) {}

  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
    this.write(JSON.stringify({ ...fields, level, message, [FLEET_DIMENSION]: this.fleetName }));
  }

  metrics(nowMs: number, values: Readonly<Record<string, number>>): void {
    const entries = Object.entries(values).filter(([, value]) => Number.isFinite(value));
    for (let start = 0; start < entries.length; start += METRICS_PER_LINE) {
      this.write(JSON.stringify(this.metricLine(nowMs, entries.slice(start, start + METRICS_PER_LINE))));
    }
  }

  private metricLine(nowMs: number, entries: readonly (readonly [string, number])[]) {
    return {
      _aws: {
        Timestamp: nowMs,
        CloudWatchMetrics: [
          {
            Namespace: METRIC_NAMESPACE,
            Dimensions: [[FLEET_DIMENSION]],
            Metrics: entries.map(([name]) => ({ Name: name })),
          },
        ],
      },
      [FLEET_DIMENSION]: this.fleetName,
      ...Object.fromEntries(entries),
    };
  }
}
