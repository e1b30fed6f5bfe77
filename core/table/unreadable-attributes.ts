import { isCount } from '../is-count';
import { hasShape, Optional } from '../memory/has-shape';
import { MOVE_STATES, type Move } from '../move/move';
import type { ShardItem } from './table-schema';

const MOVE = {
  id: '',
  state: '',
  reason: '',
  startedAtMs: 0,
  toIncarnation: new Optional(''),
  load: new Optional(0),
};

const NONE: readonly (keyof ShardItem)[] = [];

/** Returns the names of a row's attributes that nobody can read. O(followers). */
export function unreadableAttributes({
  owner,
  ownerIncarnation,
  followers,
  epoch,
  move,
}: ShardItem): readonly (keyof ShardItem)[] {
  const isReadable = {
    owner: isTextOrNone(owner),
    ownerIncarnation: isTextOrNone(ownerIncarnation),
    followers: followers === undefined || (Array.isArray(followers) && followers.every(isText)),
    epoch: isCount(epoch),
    // One that is there as nothing keeps every move from being started.
    move: move === undefined || (hasShape(move, MOVE) && isMove(move)),
  };
  // Of nearly every row all is.
  if (isReadable.owner && isReadable.ownerIncarnation && isReadable.followers && isReadable.epoch && isReadable.move) {
    return NONE;
  }
  return (Object.keys(isReadable) as (keyof typeof isReadable)[]).filter((name) => !isReadable[name]);
}

function isMove({ from, to, actor, state }: Move): boolean {
  return MOVE_STATES.includes(state) && isTextOrNone(from) && isTextOrNone(to) && isTextOrNone(actor);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTextOrNone(value: unknown): boolean {
  return value == null || typeof value === 'string';
}
