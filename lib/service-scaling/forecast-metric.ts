import type { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { PropertyChecks } from '../validation/property-checks';
import { resourceLabelOf } from './track-utilization';

interface MetricPair {
  readonly type: string;
  readonly targetName: string;
  readonly target: number;
  readonly most: number;
  readonly targetGroup?: elbv2.ApplicationTargetGroup;
}

/**
 * What AWS forecasts of a service, and what each task is to get of it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/predictive-scaling-create-policy.html
 */
export class ForecastMetric {
  /** The CPU that the service uses. @param targetPercent mean utilisation of its tasks, from 1 to 100 */
  public static cpuUtilization(targetPercent: number): ForecastMetric {
    return new ForecastMetric(utilization('ECSServiceCPUUtilization', targetPercent));
  }

  /** The memory that the service uses. @param targetPercent mean utilisation of its tasks, from 1 to 100 */
  public static memoryUtilization(targetPercent: number): ForecastMetric {
    return new ForecastMetric(utilization('ECSServiceMemoryUtilization', targetPercent));
  }

  /**
   * The requests of a target group, which must be attached to a load balancer.
   *
   * @param requestsPerTargetPerMinute requests that one task gets in a minute, at least 1
   */
  public static requestsPerTarget(
    targetGroup: elbv2.ApplicationTargetGroup,
    requestsPerTargetPerMinute: number,
  ): ForecastMetric {
    return new ForecastMetric({
      type: 'ALBRequestCount',
      targetName: 'requestsPerTargetPerMinute',
      target: requestsPerTargetPerMinute,
      most: 10_000_000,
      targetGroup,
    });
  }

  private constructor(private readonly pair: MetricPair) {}

  /** @internal */
  public _check(checks: PropertyChecks): void {
    checks.integer(this.pair.targetName, this.pair.target, { min: 1, max: this.pair.most });
  }

  /** @internal */
  public _render(): CfnScalingPolicy.PredictiveScalingMetricSpecificationProperty {
    const { type, target, targetGroup } = this.pair;
    return {
      targetValue: target,
      predefinedMetricPairSpecification: {
        predefinedMetricType: type,
        resourceLabel: targetGroup === undefined ? undefined : resourceLabelOf(targetGroup),
      },
    };
  }
}

function utilization(type: string, targetPercent: number): MetricPair {
  return { type, targetName: 'targetPercent', target: targetPercent, most: 100 };
}
