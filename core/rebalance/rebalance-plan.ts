import type { Reason } from '../decision';
import type { Follow } from '../fleet/follow';
import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { Move } from '../move/move';
import type { PlannedReason } from '../planner/move-plan';
import type { FleetPolicy } from '../policy/fleet-policy';
import type { MoveTimeouts } from './move-timeouts';
import type { MoveChange } from './settle-move';

/** What a plan is made from: the fleet as it is, after dead nodes were fenced. */
export interface RebalanceInput {
  readonly policy: FleetPolicy;
  readonly nodes: readonly FleetNode[];
  readonly shards: readonly Shard[];
  readonly nowMs: number;
  /** Makes the ids of moves; the controller's version is unique to a tick. */
  readonly version: number;
  /** Whether the last tick was in the midst of rebalancing. */
  readonly wasRebalancing: boolean;
  /** Whether every shard is to be let go, and none placed. */
  readonly parked: boolean;
  /** By shard, a node to which a move of it ran out of time. @default - none */
  readonly avoided?: ReadonlyMap<string, string>;
  /** How often moves of a shard ran out of time. @default - never */
  readonly timeouts?: MoveTimeouts;
  /** Whether rows were made anew so lately that a former owner may have a lease. @default false */
  readonly formerLeasesMayLast?: boolean;
  /** Shards that their live owner has not served for some ticks. @default - none */
  readonly unserved?: ReadonlySet<string>;
  /** Which node follows which shard by the items that nodes read. @default - none */
  readonly follows?: readonly Follow[];
  /** Ids of which a control word is all that is left. @default - none */
  readonly wordsOnly?: readonly string[];
}

/** A move towards balance. */
export interface BalanceMove {
  readonly shard: Shard;
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
  /** What it is for. */
  readonly goal: PlannedReason;
  /** The source's load before the plan less the target's after it, in means. */
  readonly gain: number;
}

/** What the planner says of a fleet that is to be balanced, moves that wait included. */
export interface BalanceSummary {
  /** Largest load of a node over its share, and the same once the plan is done. */
  readonly before: number;
  readonly after: number;
  readonly moves: number;
  readonly bytes: number;
  /** What every plan has to move. */
  readonly lowerBoundBytes: number;
  /** What the plan does not reach, in words. */
  readonly unmet: readonly string[];
}

/** What an order for balance costs, and what it is worth. */
export interface BalanceShare {
  readonly bytes: number;
  /** The order's part of what every plan has to move, by bytes. */
  readonly lowerBoundBytes: number;
  /** In mean loads, see `BalanceMove`. */
  readonly gain: number;
}

/** A move to start. */
export interface MoveOrder {
  readonly shard: Shard;
  readonly move: Move;
  readonly reason: Reason;
  /** Whether the move's source is dead, so that the move is over as soon as it was made. @default false */
  readonly endsAtOnce?: boolean;
  /** @default - not ordered for balance */
  readonly balance?: BalanceShare;
}

/** Followers to set. */
export interface FollowOrder {
  readonly shard: Shard;
  /** In order of promotion. */
  readonly followers: readonly string[];
  /** Nodes that stop following it. */
  readonly leavers: readonly string[];
  readonly reason: Reason;
}

/** A plan: what to change about moves in flight, what to start, and what was held back and why. */
export interface RebalancePlan {
  readonly changes: readonly MoveChange[];
  /** In order of urgency. */
  readonly orders: readonly MoveOrder[];
  readonly follows: readonly FollowOrder[];
  /** Shards by the reason that holds them back. */
  readonly held: Readonly<Record<string, number>>;
  readonly isRebalancing: boolean;
  /** Absent when nothing was worth planning. */
  readonly balance?: BalanceSummary;
  /** What says that one shard alone is too much for its node. @default - none is */
  readonly tooHot?: string;
  /** Largest node load over the mean once everything in flight and ordered is done. */
  readonly maxOverMean: number;
  readonly movesInFlight: number;
  /** Dead nodes that the group no longer lists and no shard refers to, and those that are words only: their records can go. */
  readonly forgettable: readonly string[];
}
