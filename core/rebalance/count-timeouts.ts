import type { Shard } from '../fleet/shard';
import type { MoveTimeouts } from './move-timeouts';
import { type MoveChange, TIMED_OUT } from './settle-move';

/** So many shards are counted at most, for they take room in the controller's memory; the others wait their turn. */
const COUNTED_SHARDS = 500;

/** Returns the counts with the timeouts of this tick, without those of shards that are owned anew. Pure, O(S). */
export function countTimeouts(
  changes: readonly MoveChange[],
  before: MoveTimeouts | undefined,
  shards: readonly Shard[],
): MoveTimeouts {
  const late = changes.filter(({ shard, reason }) => reason.code === TIMED_OUT && isCopied(shard));
  const known = shards.filter((shard) => before?.[shard.id]?.epoch === shard.epoch);
  const counts = new Map(known.map(({ id, epoch }) => [id, { epoch, count: before?.[id]?.count ?? 0 }]));
  for (const { shard } of late) {
    counts.set(shard.id, { epoch: shard.epoch, count: (counts.get(shard.id)?.count ?? 0) + 1 });
  }
  return Object.fromEntries([...counts].slice(0, COUNTED_SHARDS));
}

/** In a hand-over nobody accepts writes: one that hangs must not get more time for it. */
function isCopied({ move }: Shard): boolean {
  return move?.from === null || move?.state === 'copying';
}
