import type { Duration } from 'aws-cdk-lib';
import type { PropertyChecks } from '../validation/property-checks';

/** Timing of a stateful group's lifecycle hooks, see `Workload.stateful`. */
export interface StatefulWorkloadProps {
  /**
   * How long a new instance may take until its first heartbeat, from 30 s to 2 hours; after it the instance is replaced.
   *
   * @default Duration.minutes(15)
   */
  readonly launchTimeout?: Duration;

  /**
   * How long the terminating hook waits for one sign of life from the drain, from 1728 s to 2 hours.
   *
   * The hook can be prolonged up to 100 times this value, and to 48 hours at most; 1728 s is what reaches 48 hours.
   *
   * @default Duration.minutes(30)
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
   */
  readonly terminateHeartbeat?: Duration;
}

/** Capacity provider of a stateless ECS group, see `Workload.ecsManaged`. */
export interface EcsManagedWorkloadProps {
  /**
   * How full ECS keeps the instances, in percent from 1 to 100; less than 100 keeps spare instances.
   *
   * @default 100
   */
  readonly targetCapacityPercent?: number;

  /**
   * Whether ECS keeps the group from terminating instances that run tasks.
   *
   * Off by default: managed draining already moves tasks away first, and with protection a stack cannot be deleted
   * while instances run.
   *
   * @default false
   * @see https://github.com/aws/aws-cdk/issues/14732
   */
  readonly managedTerminationProtection?: boolean;
}

/** Who sets a group's desired capacity, and what its nodes hold. There is exactly one writer. */
export class Workload {
  /**
   * Nodes hold shards: the fleet's scaler alone sets desired capacity.
   *
   * New instances are protected from scale-in, both lifecycle hooks exist before the first instance, and an instance
   * whose drain failed is retained. Nothing continues the launching hook but the fleet's functions.
   */
  public static stateful(props: StatefulWorkloadProps = {}): Workload {
    return new Workload('stateful', props, {});
  }

  /** Nodes run ECS tasks that can stop anywhere: ECS managed scaling sets desired capacity and drains instances. */
  public static ecsManaged(props: EcsManagedWorkloadProps = {}): Workload {
    return new Workload('ecsManaged', {}, props);
  }

  /** Nodes hold nothing: scaling policies that you add to the group set desired capacity. There are no hooks. */
  public static stateless(): Workload {
    return new Workload('stateless', {}, {});
  }

  /** @internal */
  public readonly _kind: 'stateful' | 'ecsManaged' | 'stateless';
  /** @internal */
  public readonly _stateful: StatefulWorkloadProps;
  /** @internal */
  public readonly _ecsManaged: EcsManagedWorkloadProps;

  private constructor(
    kind: 'stateful' | 'ecsManaged' | 'stateless',
    stateful: StatefulWorkloadProps,
    ecsManaged: EcsManagedWorkloadProps,
  ) {
    this._kind = kind;
    this._stateful = stateful;
    this._ecsManaged = ecsManaged;
  }

  /** @internal */
  public _check(checks: PropertyChecks): void {
    checks.duration('workload.launchTimeout', this._stateful.launchTimeout, { min: 30, max: 7200 });
    checks.duration('workload.terminateHeartbeat', this._stateful.terminateHeartbeat, { min: 1728, max: 7200 });
    checks.integer('workload.targetCapacityPercent', this._ecsManaged.targetCapacityPercent, { min: 1, max: 100 });
  }
}
