import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_NAMESPACE } from '../../core/contract/metrics';

/**
 * Returns one of the metrics that our functions write; names and dimensions stand in docs/metrics.md. One-minute maximum unless
 * overridden.
 */
export function ownMetric(
  dimensionsMap: { readonly [dimension: string]: string },
  metricName: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { ...dimensionsMap },
    statistic: cloudwatch.Stats.MAXIMUM,
    period: Duration.minutes(1),
    ...options,
  });
}
