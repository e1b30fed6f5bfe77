import { Names, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { PropertyChecks } from '../validation/property-checks';
import { runningTasksOf } from './running-tasks';
import { checkCooldowns, expectNew } from './scaling-checks';
import { type ScalingContext, trackingSettings } from './scaling-context';
import type { BacklogTrackingProps, PerTaskTrackingProps } from './tracking-props';

/** Adds a policy that keeps the messages that wait for each task near what is acceptable. */
export function trackBacklog(context: ScalingContext, props: BacklogTrackingProps): CfnScalingPolicy {
  const { policyId = 'Backlog' } = props;
  const checks = new PropertyChecks(context.construct);
  expectNew(checks, context.construct, policyId, 'give the target of each queue another policyId');
  props.acceptableBacklog._check(checks);
  expectSame(checks, 'queue', 'region', props.queue.env.region, Stack.of(context.construct).region);
  checks.throwIfAny();
  return trackPerTask(context, policyId, {
    ...props,
    metric: props.queue.metricApproximateNumberOfMessagesVisible(),
    targetPerTask: props.acceptableBacklog._messagesPerTask(),
  });
}

/**
 * Adds a policy that keeps each task's share of a metric near a target, by metric math. The L2 takes no metric math.
 *
 * @see https://github.com/aws/aws-cdk/issues/20659
 */
export function trackPerTask(context: ScalingContext, id: string, props: PerTaskTrackingProps): CfnScalingPolicy {
  checkPerTask(context, id, props);
  const { disableScaleIn, scaleOutCooldown, scaleInCooldown } = trackingSettings(context, props);
  const tasks = props.runningTasks ?? runningTasksOf(context);
  return new CfnScalingPolicy(context.construct, id, {
    policyName: `${Names.uniqueResourceName(context.construct, { maxLength: 200 })}${id}`,
    policyType: 'TargetTrackingScaling',
    scalingTargetId: context.target.scalableTargetId,
    targetTrackingScalingPolicyConfiguration: {
      customizedMetricSpecification: { metrics: shareOf(props.metric, tasks) },
      targetValue: props.targetPerTask,
      disableScaleIn,
      scaleOutCooldown: scaleOutCooldown.toSeconds(),
      scaleInCooldown: scaleInCooldown.toSeconds(),
    },
  });
}

function checkPerTask(context: ScalingContext, id: string, props: PerTaskTrackingProps): void {
  const checks = new PropertyChecks(context.construct);
  expectNew(checks, context.construct, id, 'give each metric another id');
  checks.positive('targetPerTask', props.targetPerTask, 'set targetPerTask to what one task serves');
  checkCooldowns(checks, props);
  expectReachable(checks, context, 'metric', props.metric);
  expectReachable(checks, context, 'runningTasks', props.runningTasks);
  checks.throwIfAny();
}

/** A scaling policy names no account and no region: it reads the metrics of its own. */
function expectReachable(
  checks: PropertyChecks,
  context: ScalingContext,
  name: string,
  metric: cloudwatch.Metric | undefined,
): void {
  const stat = metric?.toMetricConfig().metricStat;
  const stack = Stack.of(context.construct);
  expectSame(checks, name, 'region', stat?.region, stack.region);
  expectSame(checks, name, 'account', stat?.account, stack.account);
}

function expectSame(checks: PropertyChecks, name: string, what: string, given: string | undefined, own: string): void {
  const isElsewhere = given !== undefined && Token.compareStrings(given, own) === TokenComparison.DIFFERENT;
  checks.expect(!isElsewhere, {
    code: 'MetricOutOfReach',
    given: `${name} is of ${what} ${given}`,
    accepted: `metrics of the ${what} of the stack, ${own}`,
    fix: `use a metric of that ${what}`,
  });
}

/** The share that one task has of a whole: no value while no task runs. */
function shareOf(
  whole: cloudwatch.Metric,
  tasks: cloudwatch.Metric,
): CfnScalingPolicy.TargetTrackingMetricDataQueryProperty[] {
  return [
    queryOf('whole', whole),
    queryOf('tasks', tasks),
    { id: 'share', label: 'Per task', expression: 'whole / tasks', returnData: true },
  ];
}

function queryOf(id: string, metric: cloudwatch.Metric): CfnScalingPolicy.TargetTrackingMetricDataQueryProperty {
  const stat = metric.toMetricConfig().metricStat;
  return {
    id,
    returnData: false,
    metricStat: {
      metric: {
        namespace: metric.namespace,
        metricName: metric.metricName,
        dimensions: stat?.dimensions?.map(({ name, value }) => ({ name, value: String(value) })),
      },
      stat: metric.statistic,
      unit: stat?.unitFilter,
    },
  };
}
