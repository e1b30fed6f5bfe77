import { Duration, type Stack, TimeZone } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { MetricScope, ScalingPolicy, ScalingRule } from '../../../lib/scaling-policy';
import { ScalerActuator, ServiceScaler } from '../../../lib/service-scaler';
import { AcceptableBacklog, ForecastMetric, ForecastMode, ServiceScaling } from '../../../lib/service-scaling';

// The bodies of these functions are the examples of docs/service-scaling.md, letter by letter.

export function targets(stack: Stack, service: ecs.FargateService): ServiceScaling {
  const scaling = new ServiceScaling(stack, 'Scaling', { service, minCapacity: 2, maxCapacity: 40 });
  scaling.trackCpuUtilization({ targetPercent: 60 });
  return scaling;
}

export function highResolution(scaling: ServiceScaling): void {
  scaling.trackCpuUtilization({ targetPercent: 60, highResolution: true });
}

export function backlog(scaling: ServiceScaling, queue: sqs.IQueue): void {
  scaling.trackBacklogPerTask({
    queue,
    acceptableBacklog: AcceptableBacklog.ofLatency({
      latency: Duration.seconds(10),
      processingTime: Duration.millis(100),
    }),
  });
}

export function connections(scaling: ServiceScaling, balancer: elbv2.ApplicationLoadBalancer): void {
  scaling.trackMetricPerTask('Connections', {
    metric: balancer.metrics.activeConnectionCount({ statistic: 'Sum' }),
    targetPerTask: 800,
  });
}

export function schedule(scaling: ServiceScaling): void {
  scaling.scheduleCapacity('Morning', {
    schedule: Schedule.cron({ hour: '7', minute: '50', weekDay: 'MON-FRI' }),
    timeZone: TimeZone.EUROPE_BERLIN,
    minCapacity: 10,
  });
  scaling.scheduleCapacity('Evening', {
    schedule: Schedule.cron({ hour: '19', minute: '0', weekDay: 'MON-FRI' }),
    timeZone: TimeZone.EUROPE_BERLIN,
    minCapacity: 2,
  });
}

export function forecast(scaling: ServiceScaling): void {
  scaling.scaleOnForecast({
    metric: ForecastMetric.cpuUtilization(60),
    mode: ForecastMode.FORECAST_AND_SCALE,
    schedulingBuffer: Duration.minutes(8),
  });
}

export function steps(scaling: ServiceScaling, metric: cloudwatch.Metric): void {
  scaling.scalableTarget.scaleOnMetric('Steps', {
    metric,
    scalingSteps: [
      { upper: 100, change: -1 },
      { lower: 500, change: 1 },
      { lower: 1000, change: 4 },
    ],
  });
}

export function floor(stack: Stack, scaling: ServiceScaling, requests: cloudwatch.Metric): void {
  const policy = ScalingPolicy.of({
    leastUnits: 2,
    mostUnits: 40,
    rules: [
      ScalingRule.predictive({
        metric: 'requests',
        unitCapacity: 900,
        maxUnmet: 0.001,
        startUp: Duration.minutes(2),
      }),
    ],
  });
  const scaler = new ServiceScaler(stack, 'Scaler');
  scaler.addService({ scaling, policy, metrics: { requests } });
}

export function desired(stack: Stack, service: ecs.FargateService, queueLength: cloudwatch.Metric): void {
  const scaling = new ServiceScaling(stack, 'Workers', { service, minCapacity: 0, maxCapacity: 20 });
  new ServiceScaler(stack, 'WorkerScaler').addService({
    scaling,
    policy: ScalingPolicy.of({
      leastUnits: 0,
      mostUnits: 20,
      rules: [ScalingRule.target({ metric: 'queueLength', per: MetricScope.FLEET, target: 100 })],
    }),
    metrics: { queueLength },
    actuator: ScalerActuator.DESIRED,
  });
}
