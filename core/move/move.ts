/**
 * Where a move stands.
 * - `copying`: the target copies the home while the source serves
 * - `releasing`: the source is asked to stop, flush and let go
 * - `released`: nobody accepts writes; the target may commit
 * - `committed`: the table names the target as owner of the next epoch; it must seal
 * - `sealed`: the manifest carries the new epoch; the source may delete its copy
 * - `cancelled`: commit is excluded; the source may resume
 */
export type MoveState = 'copying' | 'releasing' | 'released' | 'committed' | 'sealed' | 'cancelled';

export const MOVE_STATES: readonly MoveState[] = [
  'copying',
  'releasing',
  'released',
  'committed',
  'sealed',
  'cancelled',
];

/** Why a move was made. */
export type MoveReason = 'first-placement' | 'take-over' | 'evacuation' | 'unserved' | 'rebalance' | 'park';

/**
 * One shard's way from one node to another, or from a node to nobody; part of the shard's row, so a shard is in one move
 * at most.
 */
export interface Move {
  readonly id: string;
  /** `null` when nobody serves the shard. */
  readonly from: string | null;
  /** `null` when the owner only lets the shard go, because the fleet is parked. */
  readonly to: string | null;
  /** The target's incarnation when the move was made; a later one does not go on with it. */
  readonly toIncarnation?: string;
  readonly state: MoveState;
  readonly reason: MoveReason;
  readonly startedAtMs: number;
  /** The shard's load when the move was made, in units of a whole node: the target goes on from it. Absent when unknown. */
  readonly load?: number;
  /** The node whose turn it is; `null` when it is the controller's. Nodes find their work by it. */
  readonly actor: string | null;
}
