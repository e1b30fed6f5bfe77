import type { Shard } from '../fleet/shard';
import { type MoveChange, TIMED_OUT } from './settle-move';

/** By shard that nobody serves, how many moves of it ran out of time, and in which epoch: once it is owned again it has another. */
export type TakeOverTimeouts = Readonly<Record<string, { readonly epoch: number; readonly count: number }>>;

/** So many shards are counted at most, for they take room in the controller's memory; the others wait their turn. */
const COUNTED_SHARDS = 500;

/** The limit grows to this many times itself at most: 64 hours for 15 minutes. */
const MOST_TIMES = 256;

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

/**
 * Returns how long a move may take. One without a source gets twice the time after every timeout: giving up serves nobody
 * when copying takes longer than was thought, and the next node would begin anew.
 */
export function moveLimitMs(shard: Shard, moveTimeoutMs: number, timeouts: TakeOverTimeouts | undefined): number {
  const known = shard.move?.from === null ? timeouts?.[shard.id] : undefined;
  return known?.epoch === shard.epoch ? moveTimeoutMs * Math.min(2 ** known.count, MOST_TIMES) : moveTimeoutMs;
}
