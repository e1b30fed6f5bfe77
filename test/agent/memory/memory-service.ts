import type { ShardServicePort } from '../../../agent/ports';
import type { Manifest } from '../../../core/home/manifest';

/** A service in memory: what it was told, what it accepts, and which version of the home it holds. */
export class MemoryService implements ShardServicePort {
  readonly calls: string[] = [];
  readonly opened = new Map<string, number>();
  readonly copies = new Map<string, number>();
  /** What it was told of loads, by shard. */
  readonly loads = new Map<string, number | undefined>();
  validUntilMs = 0;
  /** Answers of `hydrate` that say "not yet", before it is there. */
  copyingPolls = 0;
  closeFault: Error | undefined;

  async hydrate(shardId: string, home: Manifest | undefined): Promise<boolean> {
    if (this.copyingPolls > 0) {
      this.copyingPolls -= 1;
      return false;
    }
    this.copies.set(shardId, home?.version ?? 0);
    return true;
  }

  async open(shardId: string, epoch: number, validUntilMs: number, load?: number): Promise<void> {
    this.loads.set(shardId, load);
    this.calls.push(`open ${shardId} ${epoch}`);
    this.opened.set(shardId, epoch);
    this.validUntilMs = validUntilMs;
  }

  extend(validUntilMs: number): void {
    this.validUntilMs = validUntilMs;
  }

  async close(shardId: string): Promise<void> {
    this.calls.push(`close ${shardId}`);
    this.opened.delete(shardId);
    if (this.closeFault && shardId !== 'fine') {
      throw this.closeFault;
    }
  }

  async drop(shardId: string): Promise<void> {
    this.calls.push(`drop ${shardId}`);
    this.copies.delete(shardId);
  }

  /** Whether a write at this time would be taken. */
  accepts(shardId: string, nowMs: number): boolean {
    return this.opened.has(shardId) && nowMs < this.validUntilMs;
  }
}
