import type { ServiceStat } from './ports';

/** When dirty data is flushed. */
export interface FlushRule {
  readonly bytes: number;
  readonly seconds: number;
}

/** An open shard with what the program last said of it. */
export interface OpenShardStat {
  readonly shardId: string;
  readonly stat: ServiceStat | undefined;
  /** Since when writes wait that the program takes for flushed, on the node's monotonic clock. */
  readonly owedSinceMs?: number;
}

/** Returns the shards that have gathered enough unflushed bytes, or some for long enough; in the given order. */
export function dueForFlush(open: readonly OpenShardStat[], rule: FlushRule): readonly string[] {
  return open.filter(({ stat }) => stat !== undefined && isDue(stat, rule)).map(({ shardId }) => shardId);
}

function isDue({ dirtyBytes, dirtyForMs }: ServiceStat, rule: FlushRule): boolean {
  return dirtyBytes > 0 && (dirtyBytes >= rule.bytes || dirtyForMs >= rule.seconds * 1000);
}
