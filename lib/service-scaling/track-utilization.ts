import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PropertyChecks } from '../validation/property-checks';
import type { HighResolutionMetrics, ServiceMetricName } from './high-resolution-metrics';
import { checkCooldowns, expectNew } from './scaling-checks';
import { type ScalingContext, trackingSettings } from './scaling-context';
import type { RequestTrackingProps, UtilizationTrackingProps } from './tracking-props';

interface ServiceMetric {
  readonly id: string;
  readonly name: ServiceMetricName;
  readonly predefined: appscaling.PredefinedMetric;
}

export const CPU: ServiceMetric = {
  id: 'Cpu',
  name: 'CPUUtilization',
  predefined: appscaling.PredefinedMetric.ECS_SERVICE_AVERAGE_CPU_UTILIZATION,
};

export const MEMORY: ServiceMetric = {
  id: 'Memory',
  name: 'MemoryUtilization',
  predefined: appscaling.PredefinedMetric.ECS_SERVICE_AVERAGE_MEMORY_UTILIZATION,
};

/** Where the L1 resource of a policy names its metric. */
const METRIC_TYPE = 'TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType';

/** Adds a policy that keeps a utilisation of the service's tasks near a target. */
export function trackUtilization(
  context: ScalingContext,
  metrics: HighResolutionMetrics,
  metric: ServiceMetric,
  props: UtilizationTrackingProps,
): appscaling.TargetTrackingScalingPolicy {
  const checks = new PropertyChecks(context.construct);
  expectNew(checks, context.construct, metric.id, 'keep one target for each utilisation');
  checks.integer('targetPercent', props.targetPercent, { min: 1, max: 100 });
  checkCooldowns(checks, props);
  if (props.highResolution === true) {
    metrics.check(checks);
  }
  checks.throwIfAny();
  const policy = new appscaling.TargetTrackingScalingPolicy(context.construct, metric.id, {
    ...trackingSettings(context, props),
    scalingTarget: context.target,
    predefinedMetric: metric.predefined,
    targetValue: props.targetPercent,
  });
  if (props.highResolution === true) {
    readEvery20Seconds(policy, metrics, metric);
  }
  return policy;
}

/** The L2 does not know these metrics; the service has to publish them before a policy reads them. */
function readEvery20Seconds(
  policy: appscaling.TargetTrackingScalingPolicy,
  metrics: HighResolutionMetrics,
  metric: ServiceMetric,
): void {
  const resource = policy.node.defaultChild as appscaling.CfnScalingPolicy;
  resource.addPropertyOverride(METRIC_TYPE, `${metric.predefined}HighResolution`);
  policy.node.addDependency(metrics.enable(metric.name));
}

/** Adds a policy that keeps the requests of each task near a target. */
export function trackRequests(
  context: ScalingContext,
  props: RequestTrackingProps,
): appscaling.TargetTrackingScalingPolicy {
  const { policyId = 'Requests' } = props;
  const checks = new PropertyChecks(context.construct);
  expectNew(checks, context.construct, policyId, 'give the target of each target group another policyId');
  checks.integer('requestsPerTargetPerMinute', props.requestsPerTargetPerMinute, { min: 1, max: 10_000_000 });
  checkCooldowns(checks, props);
  checks.throwIfAny();
  return new appscaling.TargetTrackingScalingPolicy(context.construct, policyId, {
    ...trackingSettings(context, props),
    scalingTarget: context.target,
    predefinedMetric: appscaling.PredefinedMetric.ALB_REQUEST_COUNT_PER_TARGET,
    resourceLabel: resourceLabelOf(props.targetGroup),
    targetValue: props.requestsPerTargetPerMinute,
  });
}

/** Returns the name by which metrics of a target group are found: that of its load balancer, then its own. */
export function resourceLabelOf(targetGroup: elbv2.ApplicationTargetGroup): string {
  return `${targetGroup.firstLoadBalancerFullName}/${targetGroup.targetGroupFullName}`;
}
