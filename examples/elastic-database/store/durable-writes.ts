import { GroupFlush } from './group-flush';
import type { FlushedVersion } from './protocol';
import { NotDurableError } from './store-errors';

/** Makes accepted writes durable, many with one flush. */
export class DurableWrites {
  private readonly flushes = new Map<string, GroupFlush<FlushedVersion>>();

  constructor(private readonly requestFlush: (shard: string) => Promise<FlushedVersion>) {}

  /**
   * Returns once a write that was accepted in this epoch is durable.
   * @throws NotDurableError when that is not known; what another epoch flushed may lack it.
   */
  async until(shard: string, epoch: number): Promise<FlushedVersion> {
    const flushed = await this.flush(shard);
    if (flushed.epoch !== epoch) {
      throw new NotDurableError(`shard ${shard}: accepted in epoch ${epoch}, but flushed was epoch ${flushed.epoch}`);
    }
    return flushed;
  }

  private async flush(shard: string): Promise<FlushedVersion> {
    try {
      return await this.group(shard).ask();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new NotDurableError(`shard ${shard}: the write was accepted, but not flushed: ${reason}`, { cause: error });
    }
  }

  private group(shard: string): GroupFlush<FlushedVersion> {
    const group = this.flushes.get(shard) ?? new GroupFlush(() => this.requestFlush(shard));
    this.flushes.set(shard, group);
    return group;
  }
}
