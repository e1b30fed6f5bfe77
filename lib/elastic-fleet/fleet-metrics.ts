import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { FLEET_DIMENSION, METRIC_NAMESPACE } from '../../core/contract';

/** Returns one of the fleet's metrics; names stand in docs/metrics.md. One-minute maximum unless overridden. */
export function fleetMetric(
  fleetName: string,
  metricName: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [FLEET_DIMENSION]: fleetName },
    statistic: cloudwatch.Stats.MAXIMUM,
    period: Duration.minutes(1),
    ...options,
  });
}
