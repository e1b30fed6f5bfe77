import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { AcceptableBacklog } from './acceptable-backlog';

/** What every tracked target may change. */
export interface TrackingOptions {
  /**
   * Pause after a scale-out before the next one.
   *
   * @default - that of the `ServiceScaling`
   */
  readonly scaleOutCooldown?: Duration;

  /**
   * Pause after a scale-in before the next one.
   *
   * @default - that of the `ServiceScaling`
   */
  readonly scaleInCooldown?: Duration;

  /**
   * Whether this target never takes tasks away.
   *
   * @default false
   */
  readonly disableScaleIn?: boolean;
}

/** A target for the mean utilisation of the service's tasks. */
export interface UtilizationTrackingProps extends TrackingOptions {
  /** Percent, from 1 to 100. */
  readonly targetPercent: number;

  /**
   * Whether ECS publishes the metric each 20 seconds and the target is judged on that, instead of each minute: AWS measured
   * 86 s instead of 363 s until a scale-out began. CloudWatch bills such metrics. Not for imported services.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/target-tracking-faster-auto-scaling.html
   */
  readonly highResolution?: boolean;
}

/** A target for the requests that one task gets. */
export interface RequestTrackingProps extends TrackingOptions {
  /** Requests that one task gets in a minute, at least 1. */
  readonly requestsPerTargetPerMinute: number;

  /** Target group of the service; it must be attached to a load balancer. Not for blue/green deployments. */
  readonly targetGroup: elbv2.ApplicationTargetGroup;

  /**
   * Id of the policy below the `ServiceScaling`: each target group of a service that has several needs another.
   *
   * @default 'Requests'
   */
  readonly policyId?: string;
}

/** What targets for each task's share of a whole may change. */
export interface PerTaskOptions extends TrackingOptions {
  /**
   * How many tasks of the service run.
   *
   * @default - `RunningTaskCount` of Container Insights, which the cluster must have turned on
   */
  readonly runningTasks?: cloudwatch.Metric;
}

/** A target for each task's share of what all tasks serve together. */
export interface PerTaskTrackingProps extends PerTaskOptions {
  /**
   * The whole, e.g. open connections; of the account and region of the stack. It is read each minute, whatever its period.
   * It must fall for each task when there are more tasks.
   */
  readonly metric: cloudwatch.Metric;

  /** What each task is to have of it, above 0. */
  readonly targetPerTask: number;
}

/** A target for the messages of a queue that wait for each task. */
export interface BacklogTrackingProps extends PerTaskOptions {
  /** The queue, in the region of the stack. Messages that a task works on do not count. */
  readonly queue: sqs.IQueue;

  /** How many messages may wait for each task. */
  readonly acceptableBacklog: AcceptableBacklog;

  /**
   * Id of the policy below the `ServiceScaling`: each queue of a service that works on several needs another.
   *
   * @default 'Backlog'
   */
  readonly policyId?: string;
}
