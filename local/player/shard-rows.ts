import type { Shard } from '../../core/fleet/shard';
import type { WriteRecord } from '../laws/write-record';

/** A move that gave a shard to a new owner. */
export interface CompletedMove {
  readonly atMs: number;
  readonly shardId: string;
  readonly from: string | null;
  readonly to: string;
  readonly reason: string;
}

/** The shards' rows as last read, and what changed from one reading to the next. */
export class ShardRows {
  private readonly rows = new Map<string, Shard>();
  private readonly completed: CompletedMove[] = [];

  constructor(
    private readonly record: WriteRecord,
    private readonly clock: () => number,
  ) {}

  all(): readonly Shard[] {
    return [...this.rows.values()];
  }

  get(shardId: string): Shard | undefined {
    return this.rows.get(shardId);
  }

  /** Every move that was committed so far, as far as a reading showed it. */
  get moves(): readonly CompletedMove[] {
    return this.completed;
  }

  /** Takes over what was read from the table; true when any row's move or owner is not as it was. */
  replace(shards: readonly Shard[]): boolean {
    let hasChanged = false;
    for (const shard of shards) {
      const before = this.rows.get(shard.id);
      if (before?.epoch !== shard.epoch || before.owner !== shard.owner) {
        this.noteOwner(before, shard);
        hasChanged = true;
      }
      hasChanged ||= before?.move?.id !== shard.move?.id || before?.move?.state !== shard.move?.state;
      this.rows.set(shard.id, shard);
    }
    return hasChanged;
  }

  private noteOwner(before: Shard | undefined, shard: Shard): void {
    const { id: shardId, owner, epoch } = shard;
    this.record.appendOwner({ atMs: this.clock(), shardId, owner, epoch });
    if (owner !== null && epoch > (before?.epoch ?? 0)) {
      const { from = before?.owner ?? null, reason = 'unknown' } = before?.move ?? shard.move ?? {};
      this.completed.push({ atMs: this.clock(), shardId, from, to: owner, reason });
    }
  }
}
