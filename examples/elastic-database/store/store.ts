import { DurableWrites } from './durable-writes';
import { OpenShard, type ShardListing } from './open-shard';
import type { FileList, FlushedVersion, OpenOrder, ShardStat } from './protocol';
import type { LogRecord } from './segment-format';
import { CallerGoneError, LeaseOverError, NotOpenError, StaleEpochError } from './store-errors';
import { Turns } from './turns';

/** What a store needs of the world. */
export interface StoreParts {
  /** The machine's monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** Asks the agent to make everything accepted so far durable. */
  readonly requestFlush: (shard: string) => Promise<FlushedVersion>;
  /** Requests per second that make a load of one whole node. */
  readonly capacityPerSecond: number;
}

/** Where a shard stood when it was closed. */
interface ClosedShard {
  readonly epoch: number;
  readonly list: FileList;
  /** The lowest epoch that it can be in now. */
  readonly nowAtLeast: number;
}

/** The shards of a node: the agent opens, flushes and closes them, clients read and write them meanwhile. */
export class Store {
  private readonly shards = new Map<string, OpenShard>();
  private readonly closed = new Map<string, ClosedShard>();
  private readonly durableWrites: DurableWrites;
  private readonly turns = new Turns();
  private validUntilMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: StoreParts) {
    this.durableWrites = new DurableWrites(parts.requestFlush);
  }

  /**
   * Serves the shard from its directory. Not once the caller has gone: it may have taken the call for failed, and given
   * the shard to another node.
   */
  open(id: string, order: OpenOrder, caller: AbortSignal): Promise<void> {
    return this.turns.run(id, async () => {
      this.checkNotStale(id, order.epoch);
      const current = this.shards.get(id);
      if (!current?.isOpenAs(order)) {
        const isReplacingOwner = current?.order.role === 'owner';
        if (isReplacingOwner) {
          current.close();
        }
        const shard = await OpenShard.load(id, order, this.parts.clock());
        this.install(id, shard, caller);
      }
      this.extend(order.validUntilMs);
    });
  }

  /** Accepts writes until then; a late call never shortens what was said since. */
  extend(validUntilMs: number): void {
    this.validUntilMs = Math.max(this.validUntilMs, validUntilMs);
  }

  /** Puts every accepted write in files that do not change, and returns them. */
  flush(id: string, epoch: number, caller: AbortSignal): Promise<FileList> {
    return this.turns.run(id, async () => {
      checkThere(caller);
      return { files: await this.ownedIn(id, epoch).flush() };
    });
  }

  /** Takes note that what the last flush listed is durable. */
  durable(id: string, epoch: number, caller: AbortSignal): Promise<void> {
    return this.turns.run(id, async () => {
      checkThere(caller);
      const shard = this.shards.get(id);
      if (shard?.order.epoch === epoch) {
        shard.dirty.durable();
      }
    });
  }

  /**
   * Refuses reads and writes from now on and returns the files with every accepted write: all that there are, when this
   * process never had the shard open.
   */
  close(id: string, epoch: number, caller: AbortSignal): Promise<FileList> {
    return this.turns.run(id, async () => {
      checkThere(caller);
      const shard = this.shards.get(id);
      if (shard === undefined) {
        const closed = this.closed.get(id);
        return closed?.epoch === epoch ? closed.list : {};
      }
      this.checkNotStale(id, epoch);
      const list = { files: shard.close() };
      const nowAtLeast = shard.order.role === 'owner' ? epoch + 1 : epoch;
      this.closed.set(id, { epoch, list, nowAtLeast });
      this.shards.delete(id);
      return list;
    });
  }

  /** How each open shard fares. */
  stats(): Readonly<Record<string, ShardStat>> {
    const nowMs = this.parts.clock();
    const open = [...this.shards].filter(([, shard]) => shard.isServing());
    return Object.fromEntries(
      open.map(([id, { requests, dirty }]) => [
        id,
        { load: requests.read(nowMs) / this.parts.capacityPerSecond, ...dirty.read(nowMs) },
      ]),
    );
  }

  get(id: string, key: string): Buffer | undefined {
    return this.counted(id).get(key);
  }

  list(id: string): ShardListing {
    return this.counted(id).listing();
  }

  /**
   * Accepts a write, and returns the epoch in which it was.
   * @throws NotOpenError for a shard that is not open to writes, LeaseOverError when another node may own it.
   */
  write(id: string, record: LogRecord): number {
    const shard = this.counted(id);
    const nowMs = this.parts.clock();
    if (shard.order.role === 'owner' && nowMs >= this.validUntilMs) {
      throw new LeaseOverError(`shard ${id}: the node's lease ran out ${Math.ceil(nowMs - this.validUntilMs)} ms ago`);
    }
    shard.write(record, nowMs);
    return shard.order.epoch;
  }

  /** Returns once a write that was accepted in this epoch is durable. @throws NotDurableError when that is not known */
  untilDurable(id: string, epoch: number): Promise<FlushedVersion> {
    return this.durableWrites.until(id, epoch);
  }

  /** Lets go of all files as they are, like a crash; the store is of no use afterwards. */
  release(): void {
    for (const shard of this.shards.values()) {
      shard.release();
    }
    this.shards.clear();
  }

  private install(id: string, shard: OpenShard, caller: AbortSignal): void {
    if (caller.aborted) {
      shard.release();
      checkThere(caller);
    }
    this.shards.set(id, shard);
    this.closed.delete(id);
  }

  /** A repeated `close` must find what it closed, so only an epoch below that is late. */
  private checkNotStale(id: string, epoch: number): void {
    const known = this.shards.get(id)?.order.epoch ?? this.closed.get(id)?.epoch ?? 0;
    if (epoch < known) {
      throw new StaleEpochError(`shard ${id}: the call is for epoch ${epoch}, but epoch ${known} has begun`);
    }
  }

  private ownedIn(id: string, epoch: number): OpenShard {
    const shard = this.serving(id);
    if (shard.order.epoch !== epoch) {
      throw new StaleEpochError(`shard ${id}: the call is for epoch ${epoch}, but it is open in ${shard.order.epoch}`);
    }
    return shard;
  }

  private counted(id: string): OpenShard {
    const shard = this.serving(id);
    shard.requests.count(this.parts.clock());
    return shard;
  }

  private serving(id: string): OpenShard {
    const shard = this.shards.get(id);
    if (!shard?.isServing()) {
      throw new NotOpenError(id, shard?.order.epoch ?? this.closed.get(id)?.nowAtLeast ?? 0);
    }
    return shard;
  }
}

function checkThere(caller: AbortSignal): void {
  if (caller.aborted) {
    throw new CallerGoneError('whoever asked has gone');
  }
}
