import type { Move, MoveState } from './move';

/**
 * What can happen to a move, and who may say so.
 * - `copied`: the target holds the home's current version
 * - `released`: the source stopped accepting writes and flushed
 * - `committed`: the target took the next epoch in the table
 * - `sealed`: the target wrote the next epoch into the manifest
 * - `cleaned`: the source deleted its copy
 * - `cancel`: the controller gives the move up
 * - `resumed`: the source read the cancellation
 * - `source-fenced`: the controller fenced the source
 * - `target-fenced`: the controller fenced the target
 */
export type MoveEvent =
  | 'copied'
  | 'released'
  | 'committed'
  | 'sealed'
  | 'cleaned'
  | 'cancel'
  | 'resumed'
  | 'source-fenced'
  | 'target-fenced';

export const MOVE_EVENTS: readonly MoveEvent[] = [
  'copied',
  'released',
  'committed',
  'sealed',
  'cleaned',
  'cancel',
  'resumed',
  'source-fenced',
  'target-fenced',
];

/** `done`: the row loses its move. */
export type NextState = MoveState | 'done';

/**
 * The one table of states and events; a pair that is not in it is refused. Every transition is a conditional write on
 * the shard's row that demands the state it starts from, so of two that race one fails: cancel excludes commit.
 */
export const MOVE_TRANSITIONS: Readonly<Record<MoveState, Readonly<Partial<Record<MoveEvent, NextState>>>>> = {
  copying: { copied: 'releasing', cancel: 'done', 'source-fenced': 'released', 'target-fenced': 'done' },
  releasing: { released: 'released', cancel: 'cancelled', 'source-fenced': 'released', 'target-fenced': 'cancelled' },
  released: { committed: 'committed', cancel: 'cancelled', 'target-fenced': 'cancelled' },
  committed: { sealed: 'sealed', 'target-fenced': 'done' },
  sealed: { cleaned: 'done', 'source-fenced': 'done', 'target-fenced': 'done' },
  cancelled: { resumed: 'done', 'source-fenced': 'done' },
};

/** Who acts next in each state. */
const TURN: Readonly<Record<MoveState, 'from' | 'to'>> = {
  copying: 'to',
  releasing: 'from',
  released: 'to',
  committed: 'to',
  sealed: 'from',
  cancelled: 'from',
};

/**
 * What a transition does to owner and epoch.
 * - `kept`: nothing
 * - `taken`: the owner becomes `move.to` and the epoch grows by one
 * - `left`: the row loses its owner; the epoch stays, so that the next owner's is higher
 * - `sealed`: nothing, but the owner has sealed the home, which must be there from then on
 */
export type OwnershipChange = 'kept' | 'taken' | 'left' | 'sealed';

/** The shard's row after a transition, as far as the move changes it. */
export interface Transition {
  /** State that the conditional write must find. */
  readonly expected: MoveState;
  /** `undefined` when the move is over. */
  readonly move: Move | undefined;
  readonly ownership: OwnershipChange;
}

/** What a transition answers when the event does not fit the state. */
export interface Refusal {
  readonly refused: string;
}

/**
 * Returns the transition that an event makes, or a refusal that names both. A move skips the states in which only the
 * end could act that it does not have. Deterministic, O(1).
 */
export function transition(move: Move, event: MoveEvent): Transition | Refusal {
  const next = nextState(move, event);
  if (next === undefined) {
    return { refused: `a move in state ${move.state} does not take ${event}` };
  }
  const rest = event === 'source-fenced' ? { ...move, from: null } : move;
  return {
    expected: move.state,
    move: next === 'done' ? undefined : withState(rest, next),
    ownership: ownershipAfter(move, event),
  };
}

/** Returns the state that an event leads to, or `undefined` where it is refused. Deterministic, O(1). */
export function nextState(move: Move, event: MoveEvent): NextState | undefined {
  const next = MOVE_TRANSITIONS[move.state][event];
  if (next === undefined || (move.to === null && event === 'target-fenced')) {
    return undefined;
  }
  const waitsForSource = next === 'sealed' || next === 'cancelled';
  const waitsForTarget = next === 'released';
  return (waitsForSource && move.from === null) || (waitsForTarget && move.to === null) ? 'done' : next;
}

/** Without a target the owner lets go where else it would hand over. */
function ownershipAfter(move: Move, event: MoveEvent): OwnershipChange {
  const next = MOVE_TRANSITIONS[move.state][event];
  if (next === 'committed') {
    return 'taken';
  }
  if (next === 'sealed') {
    return 'sealed';
  }
  return next === 'released' && move.to === null ? 'left' : 'kept';
}

/**
 * Returns a move in its first state. Without a source that is `released`: there is nobody to copy beside and nobody to
 * ask. Without a target it is `releasing`: there is nobody to copy to.
 * @throws Error for a move from nobody to nobody.
 */
export function startMove(order: Omit<Move, 'state' | 'actor'>): Move {
  if (order.from === null && order.to === null) {
    throw new Error(`move ${order.id} has neither a source nor a target`);
  }
  if (order.to === null) {
    return withState(order, 'releasing');
  }
  return withState(order, order.from === null ? 'released' : 'copying');
}

/** Which end of the move acts next in a state. */
export function turnOf(state: MoveState): 'from' | 'to' {
  return TURN[state];
}

/** Whether the event did not fit the state. */
export function isRefusal(result: Transition | Refusal): result is Refusal {
  return 'refused' in result;
}

function withState(move: Omit<Move, 'state' | 'actor'>, state: MoveState): Move {
  const actor = TURN[state] === 'from' ? move.from : move.to;
  return { ...move, state, actor };
}
