import { Duration, Stack } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PropertyChecks } from '../validation/property-checks';
import { DesiredCountCheck } from './desired-count-check';
import type {
  RequestTrackingProps,
  ServiceScalingProps,
  TrackingOptions,
  UtilizationTrackingProps,
} from './service-scaling-props';

/**
 * Scales an ECS service by target tracking: target tracking alone owns the number of tasks, between a floor and a ceiling.
 *
 * At least one target has to be added. With several, the one that asks for most tasks wins. Alarms react after 3 minutes
 * above a target and 15 minutes well below it, and nothing is scaled in while the service is deployed.
 *
 * @throws FleetConstructError if a property is out of range; a rendered desired count and a second scalable target of the
 * service are refused at synth.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 */
export class ServiceScaling extends Construct {
  public readonly scalableTarget: appscaling.ScalableTarget;

  /** `service/<cluster>/<service>`, as Application Auto Scaling names it. */
  public readonly resourceId: string;

  private readonly scaleOutCooldown: Duration;
  private readonly scaleInCooldown: Duration;
  private targets = 0;

  constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    super(scope, id);
    const minCapacity = props.minCapacity ?? 1;
    const checks = new PropertyChecks(this);
    checks.integer('minCapacity', props.minCapacity, { min: 0, max: 5000 });
    checks.integer('maxCapacity', props.maxCapacity, { min: 1, max: 5000 });
    checks.ordered('minCapacity', minCapacity, 'maxCapacity', props.maxCapacity);
    checkCooldowns(checks, props);
    checks.throwIfAny();

    this.scaleOutCooldown = props.scaleOutCooldown ?? Duration.seconds(60);
    this.scaleInCooldown = props.scaleInCooldown ?? Duration.minutes(5);
    this.resourceId = `service/${props.service.cluster.clusterName}/${props.service.serviceName}`;
    this.scalableTarget = new appscaling.ScalableTarget(this, 'Target', {
      serviceNamespace: appscaling.ServiceNamespace.ECS,
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId: this.resourceId,
      minCapacity,
      maxCapacity: props.maxCapacity,
      role: this.serviceLinkedRole(),
    });
    this.node.addValidation(new DesiredCountCheck(this, props.service, this.scalableTarget));
    this.node.addValidation({ validate: () => this.refuseNoTarget() });
  }

  /** Keeps the mean CPU utilisation of the tasks near a target. */
  public trackCpuUtilization(props: UtilizationTrackingProps): appscaling.TargetTrackingScalingPolicy {
    return this.trackUtilization('Cpu', appscaling.PredefinedMetric.ECS_SERVICE_AVERAGE_CPU_UTILIZATION, props);
  }

  /** Keeps the mean memory utilisation of the tasks near a target. */
  public trackMemoryUtilization(props: UtilizationTrackingProps): appscaling.TargetTrackingScalingPolicy {
    return this.trackUtilization('Memory', appscaling.PredefinedMetric.ECS_SERVICE_AVERAGE_MEMORY_UTILIZATION, props);
  }

  /** Keeps the requests that each task gets from a load balancer near a target. */
  public trackRequestsPerTarget(props: RequestTrackingProps): appscaling.TargetTrackingScalingPolicy {
    this.checkTracking(props, (checks) =>
      checks.integer('requestsPerTargetPerMinute', props.requestsPerTargetPerMinute, { min: 1, max: 10_000_000 }),
    );
    const { targetGroup } = props;
    return this.track('Requests', props, {
      predefinedMetric: appscaling.PredefinedMetric.ALB_REQUEST_COUNT_PER_TARGET,
      resourceLabel: `${targetGroup.firstLoadBalancerFullName}/${targetGroup.targetGroupFullName}`,
      targetValue: props.requestsPerTargetPerMinute,
    });
  }

  /**
   * Grants moving the floor and the ceiling of services, as a scaler does that leaves the number to target tracking.
   *
   * Scalable targets have ids that are only known once they exist, hence the wildcard; the condition binds it to ECS.
   *
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
   */
  public grantMoveBounds(grantee: iam.IGrantable): iam.Grant {
    const targets = Stack.of(this).formatArn({
      service: 'application-autoscaling',
      resource: 'scalable-target',
      resourceName: '*',
    });
    const move = iam.Grant.addToPrincipal({
      grantee,
      actions: ['application-autoscaling:RegisterScalableTarget'],
      resourceArns: [targets],
      conditions: { StringEquals: { 'application-autoscaling:service-namespace': 'ecs' } },
    });
    const read = iam.Grant.addToPrincipal({
      grantee,
      actions: ['application-autoscaling:DescribeScalableTargets'],
      resourceArns: ['*'],
    });
    return move.combine(read);
  }

  private trackUtilization(
    id: string,
    predefinedMetric: appscaling.PredefinedMetric,
    props: UtilizationTrackingProps,
  ): appscaling.TargetTrackingScalingPolicy {
    this.checkTracking(props, (checks) => checks.integer('targetPercent', props.targetPercent, { min: 1, max: 100 }));
    return this.track(id, props, { predefinedMetric, targetValue: props.targetPercent });
  }

  private track(
    id: string,
    options: TrackingOptions,
    metric: Pick<
      appscaling.BasicTargetTrackingScalingPolicyProps,
      'predefinedMetric' | 'resourceLabel' | 'targetValue'
    >,
  ): appscaling.TargetTrackingScalingPolicy {
    this.targets += 1;
    return new appscaling.TargetTrackingScalingPolicy(this, id, {
      ...metric,
      scalingTarget: this.scalableTarget,
      disableScaleIn: options.disableScaleIn,
      scaleOutCooldown: options.scaleOutCooldown ?? this.scaleOutCooldown,
      scaleInCooldown: options.scaleInCooldown ?? this.scaleInCooldown,
    });
  }

  private checkTracking(options: TrackingOptions, checkTarget: (checks: PropertyChecks) => void): void {
    const checks = new PropertyChecks(this);
    checkTarget(checks);
    checkCooldowns(checks, options);
    checks.throwIfAny();
  }

  private refuseNoTarget(): string[] {
    if (this.targets > 0) {
      return [];
    }
    return [
      '[NoTarget] no target is tracked, so the service would never scale. Accepted: at least one target. ' +
        'Fix: call trackCpuUtilization, trackMemoryUtilization or trackRequestsPerTarget.',
    ];
  }

  private serviceLinkedRole(): iam.IRole {
    const roleArn = Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      resource: 'role/aws-service-role/ecs.application-autoscaling.amazonaws.com',
      resourceName: 'AWSServiceRoleForApplicationAutoScaling_ECSService',
    });
    return iam.Role.fromRoleArn(this, 'ScalingRole', roleArn);
  }
}

function checkCooldowns(checks: PropertyChecks, options: TrackingOptions): void {
  checks.duration('scaleOutCooldown', options.scaleOutCooldown, { min: 0, max: 3600 });
  checks.duration('scaleInCooldown', options.scaleInCooldown, { min: 0, max: 3600 });
}
