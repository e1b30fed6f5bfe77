import { ServiceRefusalError } from '../../agent/errors';
import type { OpenOrder, ProgramPort, ServiceStat } from '../../agent/ports';
import type { Calls } from '../engine/calls';
import { NO_ANSWER } from '../engine/calls';
import type { Clockwork } from '../engine/clockwork';
import type { Process } from '../engine/process';
import { brief } from '../engine/trace';
import { CALL_TIMEOUT_MS } from '../settings';
import { DiskFile, writesOf } from './disk';
import type { Machine } from './machine';
import type { Service } from './residents';
import { type SimulatedHomes, versionName, type Writes } from './simulated-homes';

/** The world of a service. */
export interface ServiceWorld {
  readonly clockwork: Clockwork;
  readonly calls: Calls;
  readonly homes: SimulatedHomes;
  loadOf(shardId: string): number;
  /** Told after a shard was opened, or after the lease was extended. */
  onAccept(machine: Machine, shardId: string): void;
}

interface OpenShard {
  readonly epoch: number;
  /** Accepted, and in no file yet. */
  dirty: Writes;
  /** Of the open shard, what no `durable` has covered. */
  undurable: Writes;
}

/** Files above which a service merges them into one. */
const MANY_FILES = 2;

/**
 * The user's service on a node, as docs/service-protocol.md has it: it accepts a write for a shard that it was told to
 * open, while the lease it was told of lasts by its own monotonic clock. Calls take effect in the order in which they
 * were made, for they come over loopback.
 */
export class SimulatedService implements ProgramPort, Service {
  isRunning = true;
  /** Until then it answers nothing. */
  hungUntilMs = 0;
  readonly shards = new Map<string, OpenShard>();
  readonly followed = new Map<string, string>();
  /** What it held of a shard when it closed it. */
  readonly closed = new Map<string, Writes>();
  private validUntilMs = 0;
  private busyUntilMs = 0;
  private files = 0;

  constructor(
    private readonly world: ServiceWorld,
    private readonly machine: Machine,
    /** The agent that calls it. */
    private readonly caller: Process,
  ) {}

  /** Whether it accepts writes for the shard, now. */
  accepts(shardId: string): boolean {
    return this.isRunning && this.shards.has(shardId) && this.machine.monotonicMs() < this.validUntilMs;
  }

  /** A client's write; its number is a bit. */
  write(shardId: string, writes: Writes): void {
    const shard = this.shards.get(shardId);
    if (shard) {
      shard.dirty |= writes;
      shard.undurable |= writes;
    }
  }

  /** Everything that it accepted for a shard and the copy under it. */
  contentOf(shardId: string): Writes {
    return writesOf(this.machine.disk.get(shardId)) | (this.shards.get(shardId)?.dirty ?? 0);
  }

  /** Starts anew: what was in no file is gone, and nothing is open. */
  restart(): void {
    this.shards.clear();
    this.followed.clear();
    this.closed.clear();
    this.validUntilMs = 0;
  }

  open(order: OpenOrder): Promise<void> {
    return this.line('open', order.shardId, () => this.doOpen(order));
  }

  flush(shardId: string): Promise<readonly string[] | undefined> {
    return this.line('flush', shardId, () => {
      // A service that was started anew has lost what it had accepted, so it must not let that pass for flushed.
      if (!this.shards.has(shardId)) {
        throw new ServiceRefusalError(`${shardId} is not open`);
      }
      return this.doFlush(shardId);
    });
  }

  durable(shardId: string): Promise<void> {
    return this.line('durable', shardId, () => {
      const shard = this.shards.get(shardId);
      if (shard) {
        shard.undurable = shard.dirty;
      }
    });
  }

  close(shardId: string): Promise<readonly string[] | undefined> {
    return this.line('close', shardId, () => {
      const paths = this.doFlush(shardId);
      this.followed.delete(shardId);
      if (this.shards.delete(shardId)) {
        this.closed.set(shardId, this.contentOf(shardId));
      }
      return paths;
    });
  }

  extend(validUntilMs: number): Promise<void> {
    return this.line('extend', '', () => {
      const wasOver = this.machine.monotonicMs() >= this.validUntilMs;
      this.validUntilMs = Math.max(this.validUntilMs, validUntilMs);
      for (const shardId of wasOver ? this.shards.keys() : []) {
        this.world.onAccept(this.machine, shardId);
      }
    });
  }

  stats(): Promise<Readonly<Record<string, ServiceStat>>> {
    return this.line('stats', '', () => {
      const stats: Record<string, ServiceStat> = {};
      for (const [shardId, shard] of this.shards) {
        stats[shardId] = { load: this.world.loadOf(shardId), dirtyBytes: shard.undurable === 0 ? 0 : 1, dirtyForMs: 0 };
      }
      for (const shardId of this.followed.keys()) {
        stats[shardId] = { load: 0, dirtyBytes: 0, dirtyForMs: 0 };
      }
      return stats;
    });
  }

  private doOpen(order: OpenOrder): void {
    if (order.role === 'follower') {
      this.openToRead(order);
      return;
    }
    const { shardId, epoch, validUntilMs } = order;
    this.followed.delete(shardId);
    if (this.shards.get(shardId)?.epoch !== epoch) {
      this.shards.set(shardId, { epoch, dirty: 0, undurable: 0 });
    }
    this.validUntilMs = Math.max(this.validUntilMs, validUntilMs);
    if (this.accepts(shardId)) {
      this.world.homes.checkOpened(shardId, this.machine.id, epoch, this.contentOf(shardId));
    }
    this.world.onAccept(this.machine, shardId);
  }

  private openToRead(order: OpenOrder): void {
    const { shardId } = order;
    const told = versionName(order);
    if (this.shards.has(shardId)) {
      const what = `${this.machine.id} was told to follow ${shardId} at ${told}, for which it accepts writes`;
      this.world.clockwork.violate('a shard is closed before it is followed', what);
    }
    this.followed.set(shardId, told);
    this.world.homes.checkFollowed(shardId, this.machine.id, told, writesOf(this.machine.disk.get(shardId)));
  }

  /** What was accepted becomes a new file; now and then all files become one, and their objects garbage. */
  private doFlush(shardId: string): undefined {
    const shard = this.shards.get(shardId);
    if (shard === undefined) {
      return undefined;
    }
    const files = this.machine.disk.get(shardId) ?? [];
    if (shard.dirty !== 0) {
      const merged = files.length >= MANY_FILES ? writesOf(files) : 0;
      const file = new DiskFile(this.nextPath(), shard.dirty | merged);
      this.machine.disk.set(shardId, merged === 0 ? [...files, file] : [file]);
      shard.dirty = 0;
    }
    return undefined;
  }

  private nextPath(): string {
    this.files += 1;
    return `${this.caller.name}-${this.files}`;
  }

  /** One call after another; one that was given up still takes effect when its turn comes. */
  private line<Result>(name: string, subject: string, apply: () => Result): Promise<Result> {
    const { clockwork, calls } = this.world;
    const { random, nowMs } = clockwork;
    const startMs = Math.max(nowMs, this.busyUntilMs, this.hungUntilMs);
    if (calls.isImmediate || (startMs === nowMs && this.isRunning && random.chance(0.6))) {
      clockwork.steps += calls.isImmediate ? 0 : 1;
      return this.atOnce(name, subject, apply);
    }
    const slowMs = calls.faultFraction > 0 && random.chance(0.04) ? 1_500 : 10;
    this.busyUntilMs = startMs + random.between(0.5, slowMs);
    return this.queue(name, subject, apply);
  }

  private async atOnce<Result>(name: string, subject: string, apply: () => Result): Promise<Result> {
    return this.happen(name, subject, apply);
  }

  private queue<Result>(name: string, subject: string, apply: () => Result): Promise<Result> {
    const { clockwork } = this.world;
    const isInTime = this.busyUntilMs - clockwork.nowMs < CALL_TIMEOUT_MS;
    return new Promise((resolve, reject) => {
      if (!isInTime) {
        clockwork.timer(this.caller, CALL_TIMEOUT_MS, () => reject(NO_ANSWER));
      }
      clockwork.at(this.busyUntilMs, () => {
        if (!this.isRunning) {
          clockwork.hear(this.caller, () => reject(NO_ANSWER));
          return;
        }
        clockwork.steps += 1;
        try {
          const result = this.happen(name, subject, apply);
          clockwork.hear(this.caller, () => resolve(result));
        } catch (error) {
          clockwork.hear(this.caller, () => reject(error));
        }
      });
    });
  }

  private happen<Result>(name: string, subject: string, apply: () => Result): Result {
    const result = apply();
    const { trace, nowMs } = this.world.clockwork;
    trace?.add(nowMs, this.machine.id, `service: ${name} ${subject}`, brief(result));
    return result;
  }
}
