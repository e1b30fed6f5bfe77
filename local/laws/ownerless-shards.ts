import { intervalsByShard, type WriteInterval } from './write-intervals';

/** How long a shard may be without anybody who accepts its writes. */
export interface OwnerlessAllowance {
  readonly leaseMs: number;
  readonly tickMs: number;
  /** Time to bring the shard's data to its new node and hand it over. */
  readonly transferMs: number;
}

/** What ownerless shards are counted from. */
export interface OwnerlessInput {
  readonly shardIds: readonly string[];
  readonly intervals: readonly WriteInterval[];
  /** Times of the controllers' ticks, rising. */
  readonly tickTimesMs: readonly number[];
  /** When the first node was ready: no shard can have an owner before. */
  readonly firstReadyMs: number;
  readonly allowance: OwnerlessAllowance;
}

/**
 * Returns in how many ticks shards had been without an owner for longer than allowed, summed over shards. A shard's
 * gap starts when the last node that accepted its writes stopped (for a first owner: when the first node was ready).
 * Allowed are the lease (until the controller may call a node dead) + one tick (until it has seen the node's last renewal)
 * + the transfer.
 * O(shards × ticks + I log I).
 */
export function countOwnerlessTicks(input: OwnerlessInput): number {
  const { leaseMs, tickMs, transferMs } = input.allowance;
  const allowedMs = leaseMs + tickMs + transferMs;
  const byShard = intervalsByShard(input.intervals);
  let ticks = 0;
  for (const shardId of input.shardIds) {
    ticks += lateTicks(byShard.get(shardId) ?? [], input, allowedMs);
  }
  return ticks;
}

function lateTicks(intervals: readonly WriteInterval[], input: OwnerlessInput, allowedMs: number): number {
  let late = 0;
  let next = 0;
  let ownedUntilMs = input.firstReadyMs;
  for (const tickMs of input.tickTimesMs) {
    for (; (intervals[next]?.startMs ?? Number.POSITIVE_INFINITY) <= tickMs; next += 1) {
      ownedUntilMs = Math.max(ownedUntilMs, intervals[next]?.endMs ?? 0);
    }
    if (tickMs - ownedUntilMs > allowedMs) {
      late += 1;
    }
  }
  return late;
}
