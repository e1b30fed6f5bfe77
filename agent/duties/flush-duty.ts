import type { AgentHappening } from '../agent-parts';
import { dueForFlush, type FlushRule } from '../due-for-flush';
import type { FlushedVersion, ShardKeeper } from '../shards/shard-keeper';
import { WorkPool } from '../work-pool';
import { type Attempts, type BegunWork, begun } from './attempts';
import { Backoff } from './backoff';

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

  constructor(private readonly parts: FlushDutyParts) {
    this.backoff = new Backoff(parts.clock, FIRST_RETRY_MS, LONGEST_RETRY_MS);
  }

  /** Begins to flush shards that have gathered enough, or for long enough: one that hangs holds up no other. */
  async beginDue(): Promise<BegunWork> {
    await this.refresh();
    const open = this.parts.keeper.openShards();
    this.backoff.keepOnly(open.map(({ shardId }) => shardId));
    const ready = dueForFlush(open, this.parts.rule).filter((shardId) => this.backoff.isReady(shardId));
    return begun(ready.map((shardId) => this.inPool(shardId)));
  }

  /** Flushes whatever is unflushed, most bytes first. */
  async all(): Promise<void> {
    await this.refresh();
    const dirty = this.parts.keeper.openShards().filter(({ stat }) => stat === undefined || stat.dirtyBytes > 0);
    await begun(dirty.map(({ shardId }) => this.inPool(shardId))).done;
  }

  /** Flushes one shard, whatever it has gathered. Rejects as `ShardKeeper.flush` does. */
  async one(shardId: string): Promise<FlushedVersion> {
    const { keeper, attempts, clock, tell } = this.parts;
    const startedMs = clock();
    const flushed = await keeper.flush(shardId);
    attempts.succeeded('flush', shardId);
    tell({ kind: 'made-durable', shardId, tookMs: clock() - startedMs });
    return flushed;
  }

  private inPool(shardId: string): Promise<unknown> {
    return this.pool.run(shardId, async () => {
      const hasSucceeded = await this.parts.attempts.attempt('flush', shardId, () => this.one(shardId));
      this.backoff.note(shardId, hasSucceeded);
    });
  }

  private refresh(): Promise<boolean> {
    return this.parts.attempts.attempt('stats', undefined, () => this.parts.keeper.refresh());
  }
}
