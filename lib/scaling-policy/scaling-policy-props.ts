import type { ScalingRule } from './scaling-rule';
import type { ScalingWindow } from './scaling-window';

/** Whether a policy's decisions are carried out. */
export enum ScalingPolicyMode {
  /** They are. */
  AUTOMATIC = 'automatic',
  /** They are decided and reported, and change nothing. */
  MANUAL = 'manual',
}

/** What units may cost together. */
export interface ScalingCostCeiling {
  /** US dollars in an hour for all units. */
  readonly dollarsPerHour: number;

  /** US dollars in an hour for one unit. */
  readonly unitDollarsPerHour: number;
}

/** Properties of a `ScalingPolicy`. Every number must be known at synth, since the policy is checked there. */
export interface ScalingPolicyProps {
  /**
   * Whether decisions are carried out.
   *
   * @default ScalingPolicyMode.AUTOMATIC
   */
  readonly mode?: ScalingPolicyMode;

  /** Fewest units; 0 needs a rule on a metric of the fleet, which is there without units. */
  readonly leastUnits: number;

  /** Most units. */
  readonly mostUnits: number;

  /** At least one. */
  readonly rules: ScalingRule[];

  /**
   * Times with other bounds.
   *
   * @default - none
   */
  readonly windows?: ScalingWindow[];

  /**
   * The most that one scale-out multiplies the units by.
   *
   * @default - no limit
   */
  readonly growthFactor?: number;

  /**
   * The most actions within an hour; a scale-out that restores `leastUnits` is always allowed.
   *
   * @default - no limit
   */
  readonly actionsPerHour?: number;

  /**
   * What the units may cost together.
   *
   * @default - no limit
   */
  readonly costCeiling?: ScalingCostCeiling;
}
