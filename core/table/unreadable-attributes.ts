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

/** What each attribute of a shard's row must be like. */
const CHECKS: Partial<Record<keyof ShardItem, (value: unknown) => boolean>> = {
  owner: isTextOrNone,
  ownerIncarnation: isTextOrNone,
  followers: (value) => hasShape(value, new Optional([''])),
  epoch: isCount,
  move: (value) => value == null || isMove(value),
};

const CHECKED = Object.keys(CHECKS) as (keyof ShardItem)[];

/** Returns the names of a row's attributes that nobody can read. O(followers). */
export function unreadableAttributes(item: ShardItem): readonly (keyof ShardItem)[] {
  return CHECKED.filter((name) => CHECKS[name]?.(item[name]) === false);
}

function isMove(value: unknown): boolean {
  const { from, to, actor, state } = value as Move;
  return hasShape(value, MOVE) && MOVE_STATES.includes(state) && [from, to, actor].every(isTextOrNone);
}

function isTextOrNone(value: unknown): boolean {
  return value == null || typeof value === 'string';
}
