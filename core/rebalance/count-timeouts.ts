import type { Shard } from '../fleet/shard';
import { type MoveChange, TIMED_OUT } from './settle-move';
import type { TakeOverTimeouts } from './take-over-timeouts';

/** So many shards are counted at most, for they take room in the controller's memory; the others wait their turn. */
const COUNTED_SHARDS = 500;

/** Returns the counts with the timeouts of this tick, without those of shards that are owned anew. Pure, O(S). */
export function countTimeouts(
  changes: readonly MoveChange[],
  before: TakeOverTimeouts | undefined,
  shards: readonly Shard[],
): TakeOverTimeouts {
  const late = changes.filter(({ shard, reason }) => reason.code === TIMED_OUT && shard.move?.from === null);
  const known = shards.filter((shard) => before?.[shard.id]?.epoch === shard.epoch);
  const counts = new Map(known.map(({ id, epoch }) => [id, { epoch, count: before?.[id]?.count ?? 0 }]));
  for (const { shard } of late) {
    counts.set(shard.id, { epoch: shard.epoch, count: (counts.get(shard.id)?.count ?? 0) + 1 });
  }
  return Object.fromEntries([...counts].slice(0, COUNTED_SHARDS));
}
