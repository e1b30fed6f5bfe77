import type { Shard } from '../fleet/shard';
import type { Move } from '../move/move';
import type { Transition } from '../move/move-machine';
import { type ItemKey, shardKey } from './table-schema';

/** A conditional update of one item, in plain values; an adapter marshalls `Key` and the values. */
export interface ConditionalUpdate {
  readonly Key: ItemKey;
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
}

/** DynamoDB refuses names that no expression uses, so each update adds only its own to these. */
const NAMES = { '#actor': 'actor', '#epoch': 'epoch', '#move': 'move' };

/** Returns the update that starts a move: the shard must be owned as read, of that epoch, and in no move. Pure, O(1). */
export function moveCreation(shard: Shard, move: Move): ConditionalUpdate {
  const owned = shard.owner === null ? 'attribute_not_exists(#owner)' : '#owner = :owner';
  const change = changeOf(move);
  return {
    Key: shardKey(shard.id),
    UpdateExpression: change.expression,
    ConditionExpression: `#epoch = :epoch AND ${owned} AND attribute_not_exists(#move)`,
    ExpressionAttributeNames: { ...NAMES, '#owner': 'owner' },
    ExpressionAttributeValues: {
      ...change.values,
      ':epoch': shard.epoch,
      ...(shard.owner === null ? {} : { ':owner': shard.owner }),
    },
  };
}

/**
 * Returns the update that makes a transition of the shard's move: it must be that very move in the state from which
 * the transition starts, in that epoch. So of two transitions that race exactly one is written. Pure, O(1).
 * @throws Error when the shard as read is in no move.
 */
export function moveUpdate(shard: Shard, transition: Transition): ConditionalUpdate {
  if (shard.move === undefined) {
    throw new Error(`shard ${shard.id} is in no move, so it can make no transition`);
  }
  const change = changeOf(transition.move);
  const taken = ownershipChange(shard, shard.move, transition);
  return {
    Key: shardKey(shard.id),
    UpdateExpression: withRemovals(withAssignments(change.expression, taken.assignments), taken.removals),
    ConditionExpression: ['#move.#id = :id', '#move.#state = :expected', '#epoch = :epoch', ...taken.conditions].join(
      ' AND ',
    ),
    ExpressionAttributeNames: { ...NAMES, '#id': 'id', '#state': 'state', ...taken.names },
    ExpressionAttributeValues: {
      ...change.values,
      ...taken.values,
      ':id': shard.move.id,
      ':expected': transition.expected,
      ':epoch': shard.epoch,
    },
  };
}

/**
 * Returns the update that sets a shard's followers: they must be as read, as must the epoch, and the shard in no move, so
 * that no target of a move becomes a follower. Pure, O(1).
 */
export function followersUpdate(shard: Shard, followers: readonly string[]): ConditionalUpdate {
  const isSame = '#followers = :followers';
  // A row that somebody wrote by hand may have no list at all.
  const isAsRead = shard.followers.length > 0 ? isSame : `(attribute_not_exists(#followers) OR ${isSame})`;
  return {
    Key: shardKey(shard.id),
    UpdateExpression: 'SET #followers = :next',
    ConditionExpression: `#epoch = :epoch AND ${isAsRead} AND attribute_not_exists(#move)`,
    ExpressionAttributeNames: { '#followers': 'followers', '#epoch': 'epoch', '#move': 'move' },
    ExpressionAttributeValues: { ':next': followers, ':followers': shard.followers, ':epoch': shard.epoch },
  };
}

interface Change {
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** `actor` mirrors the move's actor as an attribute of its own, because an index key cannot lie inside a map. */
function changeOf(move: Move | undefined): Change {
  if (move === undefined) {
    return { expression: 'REMOVE #move, #actor', values: {} };
  }
  if (move.actor === null) {
    return { expression: 'SET #move = :move REMOVE #actor', values: { ':move': move } };
  }
  return { expression: 'SET #move = :move, #actor = :actor', values: { ':move': move, ':actor': move.actor } };
}

interface Ownership {
  readonly assignments: readonly string[];
  readonly removals: readonly string[];
  readonly conditions: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

const KEPT: Ownership = { assignments: [], removals: [], conditions: [], names: {}, values: {} };
const LEFT: Ownership = {
  ...KEPT,
  removals: ['#owner', '#ownerIncarnation'],
  names: { '#owner': 'owner', '#ownerIncarnation': 'ownerIncarnation' },
};
const SEALED: Ownership = {
  ...KEPT,
  assignments: ['#hasHome = :yes'],
  names: { '#hasHome': 'hasHome' },
  values: { ':yes': true },
};

function ownershipChange(shard: Shard, move: Move, { ownership }: Transition): Ownership {
  if (ownership === 'taken' && move.to !== null) {
    return takenBy(shard, move, move.to);
  }
  if (ownership === 'sealed') {
    return SEALED;
  }
  return ownership === 'left' ? LEFT : KEPT;
}

/** A follower that becomes the owner leaves the followers: replicas are on distinct nodes. */
function takenBy(shard: Shard, move: Move, to: string): Ownership {
  const taken: Ownership = {
    ...KEPT,
    assignments: ['#owner = :newOwner', '#ownerIncarnation = :newIncarnation', '#epoch = :newEpoch'],
    names: { '#owner': 'owner', '#ownerIncarnation': 'ownerIncarnation' },
    values: { ':newOwner': to, ':newIncarnation': move.toIncarnation ?? null, ':newEpoch': shard.epoch + 1 },
  };
  if (!shard.followers.includes(to)) {
    return taken;
  }
  return {
    ...taken,
    assignments: [...taken.assignments, '#followers = :newFollowers'],
    conditions: ['#followers = :followers'],
    names: { ...taken.names, '#followers': 'followers' },
    values: {
      ...taken.values,
      ':followers': shard.followers,
      ':newFollowers': shard.followers.filter((follower) => follower !== to),
    },
  };
}

function withAssignments(expression: string, assignments: readonly string[]): string {
  if (assignments.length === 0) {
    return expression;
  }
  const joined = assignments.join(', ');
  return expression.startsWith('SET ') ? expression.replace('SET ', `SET ${joined}, `) : `SET ${joined} ${expression}`;
}

/** Every update without assignments begins with, and every other may end with, what it removes. */
function withRemovals(expression: string, removals: readonly string[]): string {
  if (removals.length === 0) {
    return expression;
  }
  const joined = removals.join(', ');
  return expression.includes('REMOVE ') ? `${expression}, ${joined}` : `${expression} REMOVE ${joined}`;
}
