import { FLEET_DIMENSION, METRIC_NAMESPACE, SERVICE_DIMENSION } from '../../core/contract/metrics';
import type { ServiceLogPort } from '../service-scaler/service-scaler-ports';

/**
 * Metrics in one line.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const METRICS_PER_LINE = 100;

/** Writes JSON lines; CloudWatch Logs makes metrics of those in embedded metric format, without a call of ours. */
export class EmbeddedMetricLog implements ServiceLogPort {
  /**
   * @param name value of the one dimension
   * @param write takes one line; `console.log` on Lambda
   * @param dimension name of the one dimension
   */
  constructor(
    private readonly name: string,
    private readonly write: (line: string) => void,
    private readonly dimension: string = FLEET_DIMENSION,
  ) {}

  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
    this.write(JSON.stringify({ ...fields, level, message, [this.dimension]: this.name }));
  }

  metrics(nowMs: number, values: Readonly<Record<string, number>>): void {
    this.writeMetrics(nowMs, this.dimension, this.name, values);
  }

  serviceMetrics(nowMs: number, service: string, values: Readonly<Record<string, number>>): void {
    this.writeMetrics(nowMs, SERVICE_DIMENSION, service, values);
  }

  private writeMetrics(nowMs: number, dimension: string, name: string, values: Readonly<Record<string, number>>): void {
    const entries = Object.entries(values).filter(([, value]) => Number.isFinite(value));
    for (let start = 0; start < entries.length; start += METRICS_PER_LINE) {
      const part = entries.slice(start, start + METRICS_PER_LINE);
      this.write(JSON.stringify(metricLine(nowMs, dimension, name, part)));
    }
  }
}

function metricLine(nowMs: number, dimension: string, name: string, entries: readonly (readonly [string, number])[]) {
  return {
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [[dimension]],
          Metrics: entries.map(([metric]) => ({ Name: metric })),
        },
      ],
    },
    [dimension]: name,
    ...Object.fromEntries(entries),
  };
}
