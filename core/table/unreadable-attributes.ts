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
  // One that is there as nothing keeps every move from being started.
  move: (value) => value === undefined || (hasShape(value, MOVE) && isMove(value as Move)),
};

const CHECKED = Object.keys(CHECKS) as (keyof ShardItem)[];

/** Returns the names of a row's attributes that nobody can read. O(followers). */
export function unreadableAttributes(item: ShardItem): readonly (keyof ShardItem)[] {
  return CHECKED.filter((name) => CHECKS[name]?.(item[name]) === false);
}

function isMove({ from, to, actor, state }: Move): boolean {
  return MOVE_STATES.includes(state) && [from, to, actor].every(isTextOrNone);
}

function isTextOrNone(value: unknown): boolean {
  return value == null || typeof value === 'string';
}
