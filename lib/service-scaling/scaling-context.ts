import type { Duration } from 'aws-cdk-lib';
import type * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { TrackingOptions } from './tracking-props';

/** What the parts of one `ServiceScaling` share. */
export interface ScalingContext {
  /** The `ServiceScaling`: scope of what its parts create. */
  readonly construct: Construct;
  readonly service: ecs.IBaseService;
  readonly target: appscaling.ScalableTarget;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly scaleOutCooldown: Duration;
  readonly scaleInCooldown: Duration;
  /** Ids of the scheduled actions. */
  readonly scheduledIds: Set<string>;
}

/** How a policy may act, with the defaults of its `ServiceScaling`. */
export interface TrackingSettings {
  readonly disableScaleIn?: boolean;
  readonly scaleOutCooldown: Duration;
  readonly scaleInCooldown: Duration;
}

/** Returns the options of one target, defaults filled in. */
export function trackingSettings(context: ScalingContext, options: TrackingOptions): TrackingSettings {
  return {
    disableScaleIn: options.disableScaleIn,
    scaleOutCooldown: options.scaleOutCooldown ?? context.scaleOutCooldown,
    scaleInCooldown: options.scaleInCooldown ?? context.scaleInCooldown,
  };
}
