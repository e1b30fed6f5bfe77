import { smoothLoad } from '../../core/fleet/smoothed-load';
import type { ServiceStat, ToldStats } from '../ports';
import type { OpenShard } from './open-shard';

/** Takes note of what the program says of a shard: nothing when it has it not open, an error when nobody understands it. */
export function noteHeard(shard: OpenShard, told: ToldStats[string] | undefined, nowMs: number): void {
  shard.isUnheard = told === undefined || told instanceof Error;
  if (told === undefined) {
    shard.stat = undefined;
    return;
  }
  shard.reopenings = 0;
  if (!(told instanceof Error)) {
    shard.stat = withSeenAge(shard, told, nowMs);
    shard.heardMs = nowMs;
    shard.load = smoothLoad(shard.load, told.load, nowMs);
  }
}

/** What was dirty once is so until a flush, even if the program says each time that it is just now: one in seconds, or always 0. */
function withSeenAge(shard: OpenShard, told: ServiceStat, nowMs: number): ServiceStat {
  if (told.dirtyBytes === 0) {
    shard.dirtySinceMs = undefined;
    return told;
  }
  shard.dirtySinceMs = Math.min(shard.dirtySinceMs ?? nowMs, nowMs - told.dirtyForMs);
  return { ...told, dirtyForMs: nowMs - shard.dirtySinceMs };
}

/** Takes note that the program was asked in vain. */
export function noteUnheard(shards: Iterable<OpenShard>): void {
  for (const shard of shards) {
    shard.isUnheard = true;
  }
}

/** Takes note that what it had accepted by then is durable; a program that is heard says itself what is left. */
export function noteFlushed(shard: OpenShard, startedMs: number): void {
  shard.dirtySinceMs = undefined;
  if (shard.isUnheard) {
    shard.stat = shard.stat && { ...shard.stat, dirtyBytes: 0, dirtyForMs: 0 };
    shard.heardMs = startedMs;
  }
}

/**
 * Returns what is known of a shard now. A program that is not heard may accept writes all the same, so the shard counts as
 * dirty ever since.
 */
export function presentStat(shard: OpenShard, nowMs: number): ServiceStat | undefined {
  const { stat, heardMs, isUnheard, isStopped } = shard;
  if (!isUnheard || isStopped) {
    return stat;
  }
  const { load = 0, dirtyBytes = 0, dirtyForMs = 0 } = stat ?? {};
  return { load, dirtyBytes: Math.max(dirtyBytes, 1), dirtyForMs: dirtyForMs + nowMs - heardMs };
}
