import type { Duration, TimeZone } from 'aws-cdk-lib';
import type { ScalingRule } from './scaling-rule';

/** Whether a policy's decisions are carried out. */
export enum ScalingPolicyMode {
  /** They are. */
  AUTOMATIC = 'automatic',
  /** They are decided and reported, and change nothing. */
  MANUAL = 'manual',
}

/** A time that comes back, in which other bounds hold; it sets a floor, a ceiling or both. */
export interface ScalingWindow {
  /** Told in reasons; unique within a policy. */
  readonly name: string;

  /** When it begins, as five fields of cron, e.g. `0 8 * * MON-FRI`. */
  readonly start: string;

  /** Time zone that `start` is in. */
  readonly timeZone: TimeZone;

  /** Whole minutes, up to 7 days. */
  readonly duration: Duration;

  /**
   * Fewest units meanwhile; it wins over a ceiling below it.
   *
   * @default - that of the policy
   */
  readonly floor?: number;

  /**
   * Most units meanwhile.
   *
   * @default - that of the policy
   */
  readonly ceiling?: number;
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
