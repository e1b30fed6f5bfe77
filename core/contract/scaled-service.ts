import type { ScalingPolicy } from '../scaling-policy/scaling-policy';

/** A CloudWatch metric. */
export interface MetricSource {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** CloudWatch statistic, e.g. `Sum`, `p95`. */
  readonly statistic: string;
  /**
   * Only data of this unit count, e.g. `Milliseconds`.
   *
   * @default - those of all units, as if they were one
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
   */
  readonly unit?: string;
  /**
   * What a minute without a datum means, e.g. 0 for requests of a load balancer, which reports none.
   *
   * @default - that nobody knows
   */
  readonly emptyIs?: number;
}

/**
 * How a policy's decision is carried out: as the least number, with target tracking owning desired above it, or as the number itself,
 * with nobody else near it (Law 1).
 */
export const SERVICE_ACTUATORS = ['floor', 'desired'] as const;
export type ServiceActuator = (typeof SERVICE_ACTUATORS)[number];

/** An ECS service whose size the service scaler decides about. */
export interface ScaledService {
  /** Application Auto Scaling resource id, `service/<cluster>/<service>`. */
  readonly resourceId: string;
  readonly actuator: ServiceActuator;
  /** Where the metrics are that the policy's rules name, by that name. */
  readonly metrics: Readonly<Record<string, MetricSource>>;
  readonly policy: ScalingPolicy;
}
