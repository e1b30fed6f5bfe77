/** What a move is for, in order of urgency. */
export const MOVE_REASONS = [
  'take-over',
  'evacuation',
  'missing-replica',
  'zone-spread',
  'disk-limit',
  'balance',
  'fill',
] as const;
export type PlannedReason = (typeof MOVE_REASONS)[number];

/** One replica that goes from a node to another. */
export interface PlannedMove {
  readonly shard: string;
  /** `null` for a replica that is missing; a node that is down for one that was lost with it. */
  readonly from: string | null;
  readonly to: string;
  readonly bytes: number;
  readonly reason: PlannedReason;
  /**
   * How much less loaded the replica's node is: the source's load before the plan less the target's after it, as multiples of
   * their shares; 0 for a source without a share.
   */
  readonly gain: number;
}

/** A goal that the plan misses. */
export interface UnmetGoal {
  readonly goal: 'evacuation' | 'replicas' | 'zones' | 'disk' | 'load-limit' | 'balance';
  /** The node or shard that it concerns, `fleet` for all. */
  readonly subject: string;
  /** By how much: replicas, bytes, or multiples of the mean load, as the text says. */
  readonly by: number;
  readonly text: string;
}

/** Moves that the plan wants, and that are not begun now. */
export interface HeldMoves {
  readonly reason: 'budget' | 'room-not-free-yet';
  readonly count: number;
  readonly bytes: number;
}

/** A plan: moves in the order in which to begin them, what they cost, and what they do not reach. */
export interface MovePlan {
  /** Largest load of a node over its share by capacity, of all resources, with moves in flight done. */
  readonly before: { readonly maxOverMean: number };
  /** The same once all `moves` are done. */
  readonly after: { readonly maxOverMean: number };
  readonly moves: readonly PlannedMove[];
  /** Of `moves`. */
  readonly bytesMoved: number;
  /** No plan for the same goals moves less; held moves included. */
  readonly lowerBoundBytes: number;
  readonly unmet: readonly UnmetGoal[];
  readonly held: readonly HeldMoves[];
  /** Whether balancing was begun and is not over; to be given back with the next input. */
  readonly isRebalancing: boolean;
}
