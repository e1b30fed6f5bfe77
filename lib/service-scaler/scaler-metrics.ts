import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_NAMESPACE, SCALER_DIMENSION } from '../../core/contract';

/** Returns one of a scaler's own metrics; names stand in docs/metrics.md. One-minute maximum unless overridden. */
export function scalerMetric(
  scalerName: string,
  metricName: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [SCALER_DIMENSION]: scalerName },
    statistic: cloudwatch.Stats.MAXIMUM,
    period: Duration.minutes(1),
    ...options,
  });
}
