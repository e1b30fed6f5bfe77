import { createHash } from 'node:crypto';
import { DirtyCount } from './dirty-count';
import type { OpenOrder } from './protocol';
import { RequestRate } from './request-rate';
import type { LogRecord } from './segment-format';
import { readLog, ShardLog } from './shard-log';
import { NotOpenError } from './store-errors';

/** What a listing says of a shard. */
export interface ShardListing {
  readonly epoch: number;
  readonly role: 'owner' | 'follower';
  readonly count: number;
  /** SHA-256 over all keys and values; equal for equal contents, whatever writes led there. */
  readonly checksum: string;
  readonly keys: readonly string[];
}

/** Requests of about the last minute make the load. */
const LOAD_WINDOW_SECONDS = 60;

/** A shard that is served: its values in memory and, for an owner, the log that takes its writes. */
export class OpenShard {
  readonly dirty = new DirtyCount();
  readonly requests = new RequestRate(LOAD_WINDOW_SECONDS);
  private readonly values = new Map<string, Buffer>();
  private isStopped = false;

  private constructor(
    readonly id: string,
    readonly order: OpenOrder,
    private readonly log: ShardLog | undefined,
    records: readonly LogRecord[],
  ) {
    for (const record of records) {
      this.apply(record);
    }
  }

  /** Loads the shard's directory; `nowMs` is when it was asked for. */
  static async load(id: string, order: OpenOrder, nowMs: number): Promise<OpenShard> {
    if (order.role === 'follower') {
      return new OpenShard(id, order, undefined, await readLog(order.directory));
    }
    const { log, records, unsureBytes } = await ShardLog.open(order.directory, order.epoch);
    const shard = new OpenShard(id, order, log, records);
    if (unsureBytes > 0) {
      shard.dirty.add(unsureBytes, nowMs);
    }
    return shard;
  }

  /** Whether it still answers. */
  isServing(): boolean {
    return !this.isStopped;
  }

  /** Whether opening it by this order would change nothing. */
  isOpenAs(order: OpenOrder): boolean {
    const { role, epoch, directory, version } = this.order;
    const isSame = role === order.role && epoch === order.epoch && directory === order.directory;
    return isSame && this.isServing() && (role === 'owner' || version === order.version);
  }

  get(key: string): Buffer | undefined {
    return this.values.get(key);
  }

  /** Accepts a write: it is in the log, then in memory. @throws NotOpenError for a follower */
  write(record: LogRecord, nowMs: number): void {
    this.dirty.add(this.ownLog().append(record), nowMs);
    this.apply(record);
  }

  /** Paths of files that hold every write accepted so far. */
  flush(): Promise<readonly string[]> {
    const files = this.ownLog().flush();
    this.dirty.flushed();
    return files;
  }

  /** Refuses everything from now on, also when ending the log fails; returns its files, `undefined` for a follower. */
  close(): readonly string[] | undefined {
    this.isStopped = true;
    return this.log?.close();
  }

  /** Refuses everything from now on, and lets go of the files as they are. */
  release(): void {
    this.isStopped = true;
    this.log?.release();
  }

  listing(): ShardListing {
    const entries = [...this.values].sort(([left], [right]) => (left < right ? -1 : 1));
    const hash = createHash('sha256');
    for (const [key, value] of entries) {
      hash.update(`${JSON.stringify(key)} ${value.length}\n`).update(value);
    }
    const { epoch, role } = this.order;
    return { epoch, role, count: entries.length, checksum: hash.digest('hex'), keys: entries.map(([key]) => key) };
  }

  private ownLog(): ShardLog {
    if (this.log === undefined) {
      throw new NotOpenError(this.id, this.order.epoch);
    }
    return this.log;
  }

  private apply(record: LogRecord): void {
    if (record.kind === 'put') {
      this.values.set(record.key, record.value);
    } else {
      this.values.delete(record.key);
    }
  }
}
