import type { Shard } from '../fleet/shard';

/** By shard that nobody serves, how many moves of it ran out of time, and in which epoch: once it is owned again it has another. */
export type TakeOverTimeouts = Readonly<Record<string, { readonly epoch: number; readonly count: number }>>;

/** The limit grows to this many times itself at most: 64 hours for 15 minutes. */
const MOST_TIMES = 256;

/**
 * Returns how long a move may take. One without a source gets twice the time after every timeout: giving up serves nobody
 * when copying takes longer than was thought, and the next node would begin anew.
 */
export function moveLimitMs(shard: Shard, moveTimeoutMs: number, timeouts: TakeOverTimeouts | undefined): number {
  const known = shard.move?.from === null ? timeouts?.[shard.id] : undefined;
  return known?.epoch === shard.epoch ? moveTimeoutMs * Math.min(2 ** known.count, MOST_TIMES) : moveTimeoutMs;
}
