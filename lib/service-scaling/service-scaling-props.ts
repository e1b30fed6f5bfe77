import type { Duration } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** Properties of a `ServiceScaling`. */
export interface ServiceScalingProps {
  /** The service; an imported one needs its cluster and name, see `Ec2Service.fromEc2ServiceAttributes`. */
  readonly service: ecs.IBaseService;

  /**
   * Fewest tasks: the floor.
   *
   * @default 1
   */
  readonly minCapacity?: number;

  /** Most tasks: the ceiling. */
  readonly maxCapacity: number;

  /**
   * Pause after a scale-out before the next one, in whole seconds up to 1 hour.
   *
   * @default Duration.seconds(60)
   */
  readonly scaleOutCooldown?: Duration;

  /**
   * Pause after a scale-in before the next one, in whole seconds up to 1 hour.
   *
   * @default Duration.minutes(5)
   */
  readonly scaleInCooldown?: Duration;
}

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
}

/** A target for the requests that one task gets. */
export interface RequestTrackingProps extends TrackingOptions {
  /** Requests that one task gets in a minute, at least 1. */
  readonly requestsPerTargetPerMinute: number;

  /** Target group of the service; it must be attached to a load balancer. Not for blue/green deployments. */
  readonly targetGroup: elbv2.ApplicationTargetGroup;
}
