import type { Shard } from '../fleet/shard';

/** By shard, how many moves of it ran out of time while they copied, and in which epoch: once it is owned anew it has another. */
export type MoveTimeouts = Readonly<Record<string, { readonly epoch: number; readonly count: number }>>;

/** The limit grows to this many times itself at most: 64 hours for 15 minutes. */
const MOST_TIMES = 256;

/**
 * Returns how long a move may take. A shard gets twice the time after every such timeout: when copying takes longer than was
 * thought, giving up brings it nowhere, for the next node begins anew.
 */
export function moveLimitMs(shard: Shard, moveTimeoutMs: number, timeouts: MoveTimeouts | undefined): number {
  const known = timeouts?.[shard.id];
  return known?.epoch === shard.epoch ? moveTimeoutMs * Math.min(2 ** known.count, MOST_TIMES) : moveTimeoutMs;
}
