import { type MoveChange, TIMED_OUT } from './settle-move';

/** By shard, the node to which its last move ran out of time, and until when that node is not chosen if another is there. */
export type AvoidedTargets = Readonly<Record<string, { readonly node: string; readonly untilMs: number }>>;

/** So many are remembered at most, the newest ones. */
const REMEMBERED = 500;

/** Returns the targets to avoid from the next tick on. Pure, O(changes). */
export function avoidTimedOut(
  changes: readonly MoveChange[],
  before: AvoidedTargets | undefined,
  nowMs: number,
  forMs: number,
): AvoidedTargets {
  const valid = Object.entries(before ?? {}).filter(([, { untilMs }]) => untilMs > nowMs);
  const added = changes.flatMap(({ shard, reason }) =>
    reason.code === TIMED_OUT && shard.move?.to != null
      ? [[shard.id, { node: shard.move.to, untilMs: nowMs + forMs }] as const]
      : [],
  );
  return Object.fromEntries([...valid, ...added].slice(-REMEMBERED));
}

/** Returns the targets that count now, by shard. */
export function avoidedNow(targets: AvoidedTargets | undefined, nowMs: number): ReadonlyMap<string, string> {
  const valid = Object.entries(targets ?? {}).filter(([, { untilMs }]) => untilMs > nowMs);
  return new Map(valid.map(([shardId, { node }]) => [shardId, node]));
}
