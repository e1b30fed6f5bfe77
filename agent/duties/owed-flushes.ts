import type { OpenShardStat } from '../due-for-flush';

/**
 * Shards whose last flush failed. A service takes what it has put into files for flushed, so after a failure it knows of
 * nothing that is left to do; what was accepted before is not durable all the same.
 */
export class OwedFlushes {
  /** By shard, since when its oldest write waits, on the node's monotonic clock. */
  private readonly sinceMs = new Map<string, number>();

  constructor(private readonly clock: () => number) {}

  /** Takes note of a flush that failed; `dirtyForMs` is the age of the oldest write that it was to make durable. */
  failed(shardId: string, dirtyForMs: number): void {
    this.sinceMs.set(shardId, Math.min(this.sinceMs.get(shardId) ?? this.clock(), this.clock() - dirtyForMs));
  }

  settled(shardId: string): void {
    this.sinceMs.delete(shardId);
  }

  has(shardId: string): boolean {
    return this.sinceMs.has(shardId);
  }

  /** Returns the shards with the age of what is owed; forgets those that are open no more. */
  addedTo(open: readonly OpenShardStat[]): readonly OpenShardStat[] {
    const isOpen = new Set(open.map(({ shardId }) => shardId));
    for (const shardId of this.sinceMs.keys()) {
      if (!isOpen.has(shardId)) {
        this.sinceMs.delete(shardId);
      }
    }
    for (const { shardId, owedSinceMs } of open) {
      if (owedSinceMs !== undefined) {
        this.failed(shardId, this.clock() - owedSinceMs);
      }
    }
    return open.map((shard) => this.withDebt(shard));
  }

  private withDebt(shard: OpenShardStat): OpenShardStat {
    const sinceMs = this.sinceMs.get(shard.shardId);
    if (sinceMs === undefined) {
      return shard;
    }
    const { load = 0, dirtyBytes = 0, dirtyForMs = 0 } = shard.stat ?? {};
    return { ...shard, stat: { load, dirtyBytes, dirtyForMs: Math.max(dirtyForMs, this.clock() - sinceMs) } };
  }
}
