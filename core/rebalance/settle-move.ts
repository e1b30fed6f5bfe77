import type { Reason } from '../decision';
import { type FleetNode, isOtherIncarnation } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { Move } from '../move/move';
import { type MoveEvent, nextState } from '../move/move-machine';
import { type MoveTimeouts, moveLimitMs } from './move-timeouts';

/** What the controller does about a move in flight. */
export interface MoveChange {
  readonly shard: Shard;
  readonly event: Extract<MoveEvent, 'cancel' | 'source-fenced' | 'target-fenced'>;
  readonly reason: Reason;
}

/** Code of the reason for a cancellation because of time. */
export const TIMED_OUT = 'timed-out';

/** What besides its ends decides whether a move goes on. */
export interface MoveRules {
  /** By the clock of the controllers, as is the start of a move. */
  readonly nowMs: number;
  readonly moveTimeoutMs: number;
  /** How often moves ran out of time before. @default - never */
  readonly timeouts?: MoveTimeouts;
  readonly parked: boolean;
}

/**
 * Returns what a move in flight needs from the controller, or `undefined` while it can go on by itself: one of its ends is
 * dead, the target must be emptied, it takes too long, or the fleet was parked or resumed since. Without rules only its
 * ends count. Pure, O(1).
 */
export function settleMove(
  shard: Shard,
  nodes: ReadonlyMap<string, FleetNode>,
  rules?: MoveRules,
): MoveChange | undefined {
  const move = shard.move;
  if (move === undefined) {
    return undefined;
  }
  const wanted = [...changesForEnds(shard, move, nodes), ...(rules ? changesByRule(shard, move, rules) : [])];
  return wanted.find((change) => nextState(move, change.event) !== undefined);
}

/** In order of weight: a state may take only the second, as `cancelled` takes no news of its target. */
function changesForEnds(shard: Shard, move: Move, nodes: ReadonlyMap<string, FleetNode>): MoveChange[] {
  const target = move.to === null ? undefined : nodes.get(move.to);
  const isTargetDead = move.to !== null && isDead(target, move.toIncarnation);
  const isSourceDead = move.from !== null && isDead(nodes.get(move.from), sourceIncarnation(shard, move));
  const isUnwelcome = target?.state === 'draining' && !isSourceDead;
  return [
    ...(isTargetDead ? [change(shard, 'target-fenced', `target ${move.to} is dead`)] : []),
    ...(isSourceDead ? [change(shard, 'source-fenced', `source ${move.from} is dead`)] : []),
    ...(isUnwelcome ? [change(shard, 'cancel', `target ${move.to} is being emptied`)] : []),
  ];
}

function changesByRule(shard: Shard, move: Move, rules: MoveRules): MoveChange[] {
  const limitMs = moveLimitMs(shard, rules.moveTimeoutMs, rules.timeouts);
  return [
    ...(isPointless(move, rules.parked) ? [change(shard, 'cancel', pointlessText(rules.parked))] : []),
    ...(isLate(move, rules.nowMs, limitMs) ? [change(shard, 'cancel', lateText(move, limitMs), TIMED_OUT)] : []),
  ];
}

/** Parking lets a source that was asked to stop hand over first: giving it the shard back would take longer. */
function isPointless(move: Move, parked: boolean): boolean {
  if (!parked) {
    return move.to === null;
  }
  return move.to !== null && (move.state === 'copying' || move.from === null);
}

function pointlessText(parked: boolean): string {
  return parked ? 'the fleet is being parked' : 'the fleet is parked no longer';
}

/** Without a target there is no other node that might do better, so such a move has all the time that it needs. */
function isLate(move: Move, nowMs: number, limitMs: number): boolean {
  return move.to !== null && nowMs - move.startedAtMs > limitMs;
}

function lateText(move: Move, limitMs: number): string {
  return `the move to ${move.to} is still ${move.state} after ${limitMs / 1000} s`;
}

/**
 * Returns the incarnation of the source that the move needs. Once the target owns the shard, any of them can delete the
 * copy.
 */
export function sourceIncarnation(shard: Shard, move: Move): string | undefined {
  return shard.owner === move.from ? shard.ownerIncarnation : undefined;
}

function change(shard: Shard, event: MoveChange['event'], text: string, code: string = event): MoveChange {
  return { shard, event, reason: { code, text: `${shard.id}: ${text}` } };
}

/**
 * Dead for sure: fenced, so long gone that the table has forgotten it, or started anew since as another incarnation. A
 * merely silent node is not.
 */
export function isDead(node: FleetNode | undefined, incarnation?: string): boolean {
  if (node === undefined || node.heartbeat?.fenced === true) {
    return true;
  }
  const { heartbeat } = node;
  return incarnation !== undefined && heartbeat !== undefined && isOtherIncarnation(heartbeat, incarnation);
}
