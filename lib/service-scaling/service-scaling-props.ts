import type { Duration } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';

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
