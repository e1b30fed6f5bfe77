import { Duration } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ServiceActuator } from '../../core/contract/scaled-service';
import { PropertyChecks } from '../validation/property-checks';
import { grantMoveBounds, serviceLinkedRole } from './bounds-grant';
import { type CapacityOwner, CapacityOwnerCheck } from './capacity-owner-check';
import { DesiredCountCheck } from './desired-count-check';
import type { ForecastScalingProps } from './forecast-scaling-props';
import { HighResolutionMetrics } from './high-resolution-metrics';
import { scaleOnForecast } from './scale-on-forecast';
import { checkServiceScaling } from './scaling-checks';
import type { ScalingContext } from './scaling-context';
import { scheduleCapacity } from './schedule-capacity';
import type { ScheduledCapacityProps } from './scheduled-capacity-props';
import type { ServiceScalingProps } from './service-scaling-props';
import { trackBacklog, trackPerTask } from './track-per-task';
import { CPU, MEMORY, trackRequests, trackUtilization } from './track-utilization';
import type {
  BacklogTrackingProps,
  PerTaskTrackingProps,
  RequestTrackingProps,
  UtilizationTrackingProps,
} from './tracking-props';

/**
 * Scales an ECS service between a floor and a ceiling, by what AWS offers: target tracking, a forecast, a schedule. Beside it the
 * kit's scaler may move the floor, or set the number of tasks itself, and then it alone.
 *
 * At least one target has to be added, unless the kit's scaler sets the number of tasks. With several, the one that asks for most
 * tasks wins. Alarms react after 3 minutes above a target and 15 minutes well below it, and nothing is scaled in while the
 * service is deployed. A target whose metric has no data does nothing, e.g. when no task runs.
 *
 * @throws FleetConstructError if a property is out of range. Refused at synth: a daemon, a rendered desired count, a second scalable
 * target of the service, and a second writer beside the kit's scaler.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 */
export class ServiceScaling extends Construct {
  public readonly scalableTarget: appscaling.ScalableTarget;

  /** `service/<cluster>/<service>`, as Application Auto Scaling names it. */
  public readonly resourceId: string;

  private readonly context: ScalingContext;
  private readonly highResolutionMetrics: HighResolutionMetrics;
  private owner?: CapacityOwner;

  constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    super(scope, id);
    const { service, minCapacity = 1, maxCapacity } = props;
    checkServiceScaling(this, props);
    this.resourceId = `service/${service.cluster.clusterName}/${service.serviceName}`;
    this.scalableTarget = new appscaling.ScalableTarget(this, 'Target', {
      serviceNamespace: appscaling.ServiceNamespace.ECS,
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId: this.resourceId,
      minCapacity,
      maxCapacity,
      role: serviceLinkedRole(this),
    });
    this.context = {
      construct: this,
      service,
      target: this.scalableTarget,
      minCapacity,
      maxCapacity,
      scaleOutCooldown: props.scaleOutCooldown ?? Duration.seconds(60),
      scaleInCooldown: props.scaleInCooldown ?? Duration.minutes(5),
      scheduledIds: new Set(),
    };
    this.highResolutionMetrics = new HighResolutionMetrics(service);
    this.node.addValidation(new DesiredCountCheck(this, service, this.scalableTarget));
    this.node.addValidation(new CapacityOwnerCheck(this.scalableTarget, () => this.owner));
  }

  /** Keeps the mean CPU utilisation of the tasks near a target. */
  public trackCpuUtilization(props: UtilizationTrackingProps): appscaling.TargetTrackingScalingPolicy {
    return trackUtilization(this.context, this.highResolutionMetrics, CPU, props);
  }

  /** Keeps the mean memory utilisation of the tasks near a target. */
  public trackMemoryUtilization(props: UtilizationTrackingProps): appscaling.TargetTrackingScalingPolicy {
    return trackUtilization(this.context, this.highResolutionMetrics, MEMORY, props);
  }

  /** Keeps the requests that each task gets from a load balancer near a target. */
  public trackRequestsPerTarget(props: RequestTrackingProps): appscaling.TargetTrackingScalingPolicy {
    return trackRequests(this.context, props);
  }

  /**
   * Keeps the messages of a queue that wait for each task near what is acceptable. With no task running there is no such
   * number and nothing scales out, so keep a floor of at least 1.
   *
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
   */
  public trackBacklogPerTask(props: BacklogTrackingProps): appscaling.CfnScalingPolicy {
    return trackBacklog(this.context, props);
  }

  /**
   * Keeps each task's share of a metric near a target, e.g. connections for each task. With no task running nothing scales out.
   *
   * @param id of the policy below this construct, e.g. `Connections`
   */
  public trackMetricPerTask(id: string, props: PerTaskTrackingProps): appscaling.CfnScalingPolicy {
    return trackPerTask(this.context, id, props);
  }

  /**
   * Scales out ahead of load that comes back each day or week, by AWS's own forecast: hourly values, 48 hours ahead, from at
   * least 24 hours and at most 14 days of data. It never scales in, so it needs a target beside it. Once at most.
   *
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/aas-predictive-scaling-how-it-works.html
   */
  public scaleOnForecast(props: ForecastScalingProps): appscaling.CfnScalingPolicy {
    return scaleOnForecast(this.context, props);
  }

  /**
   * Sets other bounds at times that come back. They hold until another action sets them; a deployment that changes the
   * bounds of this construct sets those. Give both bounds in each action where several set them: one alone is compared with the
   * bounds of this construct only, and must not cross what another action set.
   *
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
   */
  public scheduleCapacity(id: string, props: ScheduledCapacityProps): void {
    scheduleCapacity(this.context, id, props);
  }

  /**
   * Grants moving the bounds of the services of this one's cluster, and reading where they are. AWS asks for `ecs:UpdateService` besides, which
   * by itself allows more than that.
   */
  public grantMoveBounds(grantee: iam.IGrantable): iam.Grant {
    return grantMoveBounds(this, grantee, this.context.service.cluster.clusterName);
  }

  /**
   * Notes that the kit's scaler moves the floor, or sets the number of tasks, and whether its policy has it set the ceiling.
   *
   * @throws FleetConstructError if a scaler does already.
   * @internal
   */
  public _registerOwner(actuator: ServiceActuator, setsCeiling = false): void {
    const checks = new PropertyChecks(this);
    checks.expect(this.owner === undefined, {
      code: 'SecondOwner',
      given: `a scaler with actuator '${this.owner?.actuator}' scales this service already, and another with '${actuator}' was added`,
      accepted: 'one scaler for a service',
      fix: 'remove one of the two',
    });
    checks.throwIfAny();
    this.owner = { actuator, setsCeiling };
  }
}
