import type { Reason } from '../decision';
import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { Move } from '../move/move';
import { MOVE_TRANSITIONS, type MoveEvent } from '../move/move-machine';

/** What the controller does about a move in flight. */
export interface MoveChange {
  readonly shard: Shard;
  readonly event: Extract<MoveEvent, 'cancel' | 'source-fenced' | 'target-fenced'>;
  readonly reason: Reason;
}

/**
 * Returns what a move in flight needs from the controller because one of its ends is dead or the target must be
 * emptied, or `undefined` while it can go on by itself. Pure, O(1).
 */
export function settleMove(shard: Shard, nodes: ReadonlyMap<string, FleetNode>): MoveChange | undefined {
  const move = shard.move;
  if (move === undefined) {
    return undefined;
  }
  const wanted = wantedChanges(shard, move, nodes);
  return wanted.find((change) => MOVE_TRANSITIONS[move.state][change.event] !== undefined);
}

/** In order of weight: a state may take only the second, as `cancelled` takes no news of its target. */
function wantedChanges(shard: Shard, move: Move, nodes: ReadonlyMap<string, FleetNode>): MoveChange[] {
  const target = nodes.get(move.to);
  const isTargetDead = isDead(target, move.toIncarnation);
  const isSourceDead = move.from !== null && isDead(nodes.get(move.from), sourceIncarnation(shard, move));
  const isUnwelcome = target?.state === 'draining' && !isSourceDead;
  return [
    ...(isTargetDead ? [change(shard, 'target-fenced', `target ${move.to} is dead`)] : []),
    ...(isSourceDead ? [change(shard, 'source-fenced', `source ${move.from} is dead`)] : []),
    ...(isUnwelcome ? [change(shard, 'cancel', `target ${move.to} is being emptied`)] : []),
  ];
}

/**
 * Returns the incarnation of the source that the move needs. Once the target owns the shard, any of them can delete the
 * copy.
 */
export function sourceIncarnation(shard: Shard, move: Move): string | undefined {
  return shard.owner === move.from ? shard.ownerIncarnation : undefined;
}

function change(shard: Shard, event: MoveChange['event'], text: string): MoveChange {
  return { shard, event, reason: { code: event, text: `${shard.id}: ${text}` } };
}

/**
 * Dead for sure: fenced, so long gone that the table has forgotten it, or started anew since as another incarnation. A
 * merely silent node is not.
 */
export function isDead(node: FleetNode | undefined, incarnation?: string): boolean {
  if (node === undefined || node.heartbeat?.fenced === true) {
    return true;
  }
  return incarnation !== undefined && node.heartbeat !== undefined && node.heartbeat.incarnation !== incarnation;
}
