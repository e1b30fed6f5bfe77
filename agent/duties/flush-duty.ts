import type { AgentHappening } from '../agent-parts';
import { dueForFlush, type FlushRule, type OpenShardStat } from '../due-for-flush';
import type { FlushedVersion } from '../shards/flush-shard';
import type { ShardKeeper } from '../shards/shard-keeper';
import { WorkPool } from '../work-pool';
import { type Attempts, type BegunWork, begun } from './attempts';
import { Backoff } from './backoff';
import { OwedFlushes } from './owed-flushes';

/** The world of the flushes. */
export interface FlushDutyParts {
  readonly rule: FlushRule;
  readonly keeper: ShardKeeper;
  readonly attempts: Attempts;
  readonly clock: () => number;
  readonly tell: (happening: AgentHappening) => void;
}

/** Shards that are flushed at once. */
const AT_ONCE = 8;
/** Waits before a flush that failed is tried again. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/** Makes what the service has accepted durable. */
export class FlushDuty {
  private readonly pool = new WorkPool(AT_ONCE);
  private readonly backoff: Backoff;
  private readonly owed: OwedFlushes;

  constructor(private readonly parts: FlushDutyParts) {
    this.backoff = new Backoff(parts.clock, FIRST_RETRY_MS, LONGEST_RETRY_MS);
    this.owed = new OwedFlushes(parts.clock);
  }

  /** Open shards with what is unflushed of them, most bytes first; what a failed flush left over is counted too. */
  openShards(): readonly OpenShardStat[] {
    return this.owed.addedTo(this.parts.keeper.openShards());
  }

  /** Begins to flush shards that have gathered enough, or for long enough: one that hangs holds up no other. */
  async beginDue(): Promise<BegunWork> {
    await this.refresh();
    const open = this.openShards();
    const shardIds = open.map(({ shardId }) => shardId);
    this.backoff.keepOnly(shardIds);
    const due = new Set([
      ...dueForFlush(open, this.parts.rule),
      ...shardIds.filter((shardId) => this.owed.has(shardId)),
    ]);
    const ready = [...due].filter((shardId) => this.backoff.isReady(shardId));
    return begun(ready.map((shardId) => this.inPool(shardId)));
  }

  /** Flushes whatever is unflushed, most bytes first. */
  async all(): Promise<void> {
    await this.refresh();
    const isDirty = ({ shardId, stat }: OpenShardStat) =>
      stat === undefined || stat.dirtyBytes > 0 || this.owed.has(shardId);
    await begun(
      this.openShards()
        .filter(isDirty)
        .map(({ shardId }) => this.inPool(shardId)),
    ).done;
  }

  /** Flushes one shard, whatever it has gathered. Rejects as `ShardKeeper.flush` does. */
  async one(shardId: string): Promise<FlushedVersion> {
    const { attempts, clock, tell } = this.parts;
    const startedMs = clock();
    const flushed = await this.flushOrOwe(shardId);
    attempts.succeeded('flush', shardId);
    tell({ kind: 'made-durable', shardId, tookMs: clock() - startedMs });
    return flushed;
  }

  private async flushOrOwe(shardId: string): Promise<FlushedVersion> {
    const { keeper, clock } = this.parts;
    const startedMs = clock();
    const dirtyForMs = keeper.lastStatOf(shardId)?.dirtyForMs ?? 0;
    try {
      const flushed = await keeper.flush(shardId);
      this.owed.settled(shardId);
      return flushed;
    } catch (error) {
      this.owed.failed(shardId, dirtyForMs + clock() - startedMs);
      throw error;
    }
  }

  private inPool(shardId: string): Promise<unknown> {
    const flush = async () => {
      const outcome = await this.parts.attempts.attempt('flush', shardId, () => this.one(shardId));
      this.backoff.note(shardId, outcome === 'done');
    };
    return this.pool.run(shardId, flush, this.backoff.hasFailed(shardId));
  }

  private refresh(): Promise<unknown> {
    return this.parts.attempts.attempt('stats', undefined, () => this.parts.keeper.refresh());
  }
}
