import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type { PropertyChecks } from '../validation/property-checks';

/** How much of a group is On-Demand, see `Purchase.mixed`. */
export interface MixedPurchaseProps {
  /**
   * Instances that are On-Demand before any Spot instance is bought.
   *
   * @default 0
   */
  readonly onDemandBaseCapacity?: number;

  /**
   * Share of On-Demand above the base, in percent from 0 to 100.
   *
   * @default 0 - everything above the base is Spot
   */
  readonly onDemandPercentageAboveBaseCapacity?: number;

  /**
   * How Spot pools are chosen.
   *
   * @default SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED
   */
  readonly spotAllocationStrategy?: autoscaling.SpotAllocationStrategy;
}

/**
 * How instances are bought.
 *
 * A Spot reclaim cannot be held by a lifecycle hook: on stateful groups what was not flushed within two minutes is lost.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
 */
export class Purchase {
  /** Every instance is On-Demand. */
  public static onDemand(): Purchase {
    return new Purchase({ onDemandPercentageAboveBaseCapacity: 100 });
  }

  /** Every instance is Spot. */
  public static spot(): Purchase {
    return new Purchase({});
  }

  /** A base of On-Demand instances, and a share of them above it. */
  public static mixed(props: MixedPurchaseProps): Purchase {
    return new Purchase(props);
  }

  private constructor(private readonly props: MixedPurchaseProps) {}

  /** @internal */
  public _check(checks: PropertyChecks): void {
    checks.integer('purchase.onDemandBaseCapacity', this.props.onDemandBaseCapacity, { min: 0, max: 100_000 });
    checks.integer('purchase.onDemandPercentageAboveBaseCapacity', this.props.onDemandPercentageAboveBaseCapacity, {
      min: 0,
      max: 100,
    });
  }

  /** @internal */
  public _renderDistribution(): autoscaling.InstancesDistribution {
    return {
      onDemandBaseCapacity: this.props.onDemandBaseCapacity ?? 0,
      onDemandPercentageAboveBaseCapacity: this.props.onDemandPercentageAboveBaseCapacity ?? 0,
      spotAllocationStrategy:
        this.props.spotAllocationStrategy ?? autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
    };
  }
}
