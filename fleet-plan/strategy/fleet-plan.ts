import type { MovePlan, PlannedMove, PlannedReason } from '../../core/planner/move-plan';

/** Ways to choose owners: fewest bytes for what is wanted, or each shard where a placement puts it. */
export const STRATEGIES = ['balance', 'hash', 'round-robin', 'load'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** One replica that goes from a node to another; `placement` when all that speaks for it is the placement. */
export interface StrategyMove extends Omit<PlannedMove, 'reason' | 'gain'> {
  readonly reason: PlannedReason | 'placement';
  /** Of the strategy `balance` alone. */
  readonly gain?: number;
}

/** What a strategy would do, in few numbers. */
export interface StrategyOutcome {
  readonly strategy: Strategy;
  readonly maxOverMean: number;
  readonly moves: number;
  readonly bytesMoved: number;
}

/** A plan by any strategy. */
export interface FleetPlan extends Omit<MovePlan, 'moves' | 'isRebalancing'> {
  readonly strategy: Strategy;
  readonly moves: readonly StrategyMove[];
  /** Of the strategy `balance` alone. */
  readonly isRebalancing?: boolean;
  /** Beside the plan what `balance` would do. @default - the plan is that of `balance` */
  readonly comparison?: readonly StrategyOutcome[];
}
