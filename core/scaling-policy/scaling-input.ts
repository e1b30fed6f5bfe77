import type { Reason } from '../decision';
import type { WindowBounds } from './schedule-window';

/** What was read of the metrics for one period. */
export interface MinuteReadings {
  /** Whole minutes since the epoch; the readings are of the minute that began then. */
  readonly minute: number;
  /** By name of the metric; one that has no datum is absent. */
  readonly values: Readonly<Record<string, number | undefined>>;
  /** Units that served in it; absent when nobody knows. */
  readonly ready?: number;
  /**
   * Demand that found no capacity, in units, when somebody measured it.
   *
   * @default - what of the predicted metric is above `ready`
   */
  readonly unmetUnits?: number;
}

/** What a decision is made on besides what was observed. */
export interface DecisionInput {
  /** Whole minutes since the epoch: now. Tells how old the newest readings are. */
  readonly minute: number;
  /** Units that serve or were ordered. */
  readonly desired: number;
  readonly windows: WindowBounds;
  /**
   * An early look at the minute that is not over, by name of the metric: what the whole minute would come to if it went on as its newest
   * part. Only predictive rules use it, and only to ask for more.
   *
   * @default - none
   */
  readonly early?: MinuteReadings['values'];
}

/** What a rule makes of what it sees. */
export type VoteQuality = 'ok' | 'missing' | 'saturated' | 'fallback';

/** What one rule asks for. */
export interface Vote {
  /** Kind and metric, e.g. `target cpuPercent`. */
  readonly rule: string;
  readonly quality: VoteQuality;
  /** Fewest units to have; absent when the rule cannot tell. */
  readonly out?: number;
  /** Fewest units that must stay: scale-in stops there; absent when the rule cannot tell, and then nothing is given up. */
  readonly keep?: number;
  /** The demand in units that the rule goes by; absent when it cannot tell. */
  readonly demand?: number;
  readonly reason: Reason;
}

/** How many units to have, and why. */
export interface ScalingPolicyDecision {
  readonly kind: 'hold' | 'scale-out' | 'scale-in';
  readonly desired: number;
  readonly reason: Reason;
  /** Whether something asked for a change that was held back. */
  readonly wanted: boolean;
  readonly votes: readonly Vote[];
  /** Bounds after policy, windows and cost ceiling. */
  readonly floor: number;
  readonly ceiling: number;
  /** What the predictive rule expects, in units; absent without one. */
  readonly forecast?: { readonly order: number; readonly expected: number; readonly spread: number };
}
