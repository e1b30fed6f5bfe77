import type { ShardStat } from '../../core/fleet/node';
import { takenOverLoad } from '../../core/fleet/smoothed-load';
import type { Manifest } from '../../core/home/manifest';
import type { OpenShardStat } from '../due-for-flush';
import { IncompleteCopyError, NotOwnerError, OwnershipLostError, SupersededOwnerError } from '../errors';
import { collectGarbage } from '../home/collect-garbage';
import type { ServiceStat, ShardServicePort, StoredManifest } from '../ports';
import { type FlushedVersion, flushServing, flushStopped } from './flush-shard';
import { noteHeard, noteUnheard, presentStat } from './heard-stat';
import { KeyedTurns } from './keyed-turns';
import { checkListed, type OpenShard, statOf } from './open-shard';
import type { ShardKeeperParts } from './shard-keeper-parts';
import { Strangers } from './strangers';
import { ToldLease } from './told-lease';

/**
 * The shards of a node: their copies on the disk, their homes in S3 and the program that serves them. What concerns one
 * shard happens one after another, so that no flush, hand-over or collection of garbage meets another.
 */
export class ShardKeeper implements ShardServicePort {
  private readonly shards = new Map<string, OpenShard>();
  private readonly turns = new KeyedTurns();
  private readonly reopening = new Set<string>();
  /** Flushes that have not begun: they cover whatever is accepted until then, so all who ask share one. */
  private readonly waitingFlushes = new Map<string, Promise<FlushedVersion>>();
  private readonly strangers: Strangers;
  private readonly lease: ToldLease;
  private isWithheld = false;

  constructor(private readonly parts: ShardKeeperParts) {
    const { homes, program, keepsCopy, onHappening } = parts;
    this.lease = new ToldLease(program, (error) => onHappening({ kind: 'fault', error }));
    this.strangers = new Strangers({
      homes,
      program,
      isKnown: (shardId) => this.shards.has(shardId) || keepsCopy?.(shardId) === true,
      inTurn: (shardId, work) => this.turns.run(shardId, work),
      onFault: (shardId, error) => onHappening({ kind: 'fault', shardId, error }),
    });
  }

  /** Shards that the program had open at the last `refresh`, but not for this agent. */
  get strangerIds(): readonly string[] {
    return this.strangers.shardIds;
  }

  /** Tells the program of no lease until it has none but this agent's shards open: the lease would be theirs too. */
  withholdLease(): void {
    this.isWithheld = true;
  }

  get isLeaseWithheld(): boolean {
    return this.isWithheld;
  }

  /** The files of an open shard are the program's. */
  async hydrate(shardId: string, home: Manifest | undefined): Promise<boolean> {
    return this.shards.has(shardId) || this.parts.copies.hydrate(shardId, home);
  }

  /**
   * The copy is looked at once more, because it may have been dropped or brought to an older version since.
   * @throws SupersededOwnerError when the home is not sealed in this epoch by this node, IncompleteCopyError when the
   * copy is not that of the home.
   */
  open(shardId: string, epoch: number, validUntilMs: number, load?: number): Promise<void> {
    return this.turns.run(shardId, async () => {
      const known = this.shards.get(shardId);
      if (known?.epoch === epoch) {
        await this.resume(shardId, known);
        return;
      }
      const stored = await this.parts.homes.read(shardId);
      if (stored?.manifest.epoch !== epoch || stored.manifest.writer !== this.parts.nodeId) {
        throw new SupersededOwnerError(`${shardId}: ${this.parts.nodeId} has not sealed its home in epoch ${epoch}`);
      }
      if (!(await this.parts.copies.hydrate(shardId, stored.manifest))) {
        throw new IncompleteCopyError(`${shardId}: its copy is not yet that of version ${stored.manifest.version}`);
      }
      this.lease.validUntilMs = Math.max(this.lease.validUntilMs, validUntilMs);
      const taken = load === undefined ? undefined : takenOverLoad(load, this.parts.clock());
      const rest = { since: new Map(), isStopped: true, hasFlushFailed: false, unnamedKeys: new Set<string>() };
      const heard = { heardMs: this.parts.clock(), isUnheard: false };
      const shard: OpenShard = { epoch, stored, ...rest, ...heard, reopenings: 0, load: taken };
      // Whether a call that failed has reached the program is not known: from here on a close must tell it.
      this.shards.set(shardId, shard);
      await this.resume(shardId, shard);
    });
  }

  extend(validUntilMs: number): void {
    if (this.isWithheld) {
      return;
    }
    this.parts.onHappening({ kind: 'extended', validUntilMs });
    this.lease.extend(validUntilMs);
  }

  close(shardId: string): Promise<void> {
    return this.turns.run(shardId, async () => {
      const shard = this.shards.get(shardId);
      if (shard === undefined) {
        return;
      }
      const paths = await this.parts.program.close(shardId, shard.epoch);
      shard.closed ??= { paths };
      const nowMs = this.parts.clock();
      shard.owedSinceMs ??= nowMs - (presentStat(shard, nowMs)?.dirtyForMs ?? 0);
      shard.isStopped = true;
      this.parts.onHappening({ kind: 'stopped', shardId, epoch: shard.epoch });
      await flushStopped(this.parts, shardId, shard, shard.closed.paths);
      this.shards.delete(shardId);
    });
  }

  drop(shardId: string): Promise<void> {
    return this.turns.run(shardId, async () => {
      if (!this.parts.keepsCopy?.(shardId)) {
        await this.parts.copies.drop(shardId);
      }
    });
  }

  /** Runs work on a shard's copy in turn with everything else that concerns the shard; `isOpen` as its owner. */
  inTurn<Result>(shardId: string, work: (isOpen: boolean) => Promise<Result>): Promise<Result> {
    return this.turns.run(shardId, () => work(this.shards.has(shardId)));
  }

  /**
   * Makes every write accepted so far durable, and returns the version that holds them.
   * @throws NotOwnerError when the shard is not open here, OwnershipLostError when another owner has sealed its home.
   */
  flush(shardId: string): Promise<FlushedVersion> {
    const waiting = this.waitingFlushes.get(shardId);
    if (waiting !== undefined) {
      return waiting;
    }
    const mine = this.turns.run(shardId, async () => {
      this.waitingFlushes.delete(shardId);
      const shard = this.shards.get(shardId);
      if (shard === undefined) {
        throw new NotOwnerError(`${shardId} is not open on ${this.parts.nodeId}`);
      }
      try {
        return await flushServing(this.parts, shardId, shard);
      } catch (error) {
        if (error instanceof OwnershipLostError) {
          await this.giveUp(shardId, shard, error);
        }
        throw error;
      }
    });
    this.waitingFlushes.set(shardId, mine);
    return mine;
  }

  /** Deletes what the shard's manifest has not referenced for the grace time; returns how many objects wait for it. */
  collectGarbage(shardId: string, nowMs: number, graceMs: number): Promise<number> {
    return this.turns.run(shardId, async () => {
      const shard = this.shards.get(shardId);
      if (shard === undefined) {
        return 0;
      }
      const { nodeId, homes, clock } = this.parts;
      const { epoch, since: before, unnamedKeys } = shard;
      const isValid = () => clock() < this.lease.validUntilMs;
      const order = { shardId, nodeId, epoch, nowMs, graceMs, since: before, unnamedKeys, isValid };
      const { removed, since } = await collectGarbage(homes, order);
      shard.since = since;
      if (removed.length > 0) {
        this.parts.onHappening({ kind: 'collected', shardId, objects: removed.length });
      }
      return since.size;
    });
  }

  /**
   * Asks the program how its shards fare, has it open again what it does not know, because it was started anew, and close
   * what it should not have open. Waits for nothing but the answer, because the lease hangs on it. Returns size and load of
   * the open shards.
   */
  async refresh(): Promise<Readonly<Record<string, ShardStat>>> {
    const stats = await this.parts.program.stats().catch((error: unknown) => {
      noteUnheard(this.shards.values());
      throw error;
    });
    this.strangers.expect(Object.keys(stats));
    this.isWithheld &&= this.strangerIds.length > 0;
    this.lease.tellAgain();
    const nowMs = this.parts.clock();
    for (const [shardId, shard] of this.shards) {
      const told = stats[shardId];
      noteHeard(shard, told, nowMs);
      if (told === undefined) {
        this.openAgain(shardId);
      }
      if (told instanceof Error) {
        this.parts.onHappening({ kind: 'fault', shardId, error: told });
      }
    }
    return this.stats();
  }

  /** Size of the open shards as the program last said, and load as it said over time. */
  stats(): Readonly<Record<string, ShardStat>> {
    const stats: Record<string, ShardStat> = {};
    for (const [shardId, shard] of this.shards) {
      stats[shardId] = statOf(shard);
    }
    return stats;
  }

  /** What is known of an open shard. */
  lastStatOf(shardId: string): ServiceStat | undefined {
    const shard = this.shards.get(shardId);
    return shard && presentStat(shard, this.parts.clock());
  }

  /** Open shards with what is known of them, most unflushed bytes first. */
  openShards(): readonly OpenShardStat[] {
    const nowMs = this.parts.clock();
    return [...this.shards]
      .map(([shardId, shard]) => ({
        shardId,
        stat: presentStat(shard, nowMs),
        ...(shard.isStopped || shard.owedSinceMs === undefined ? {} : { owedSinceMs: shard.owedSinceMs }),
      }))
      .sort((left, right) => (right.stat?.dirtyBytes ?? 0) - (left.stat?.dirtyBytes ?? 0));
  }

  /** Not twice at once: while the program hangs, every refresh would ask for another one. */
  private openAgain(shardId: string): void {
    if (this.reopening.has(shardId)) {
      return;
    }
    this.reopening.add(shardId);
    this.turns
      .run(shardId, async () => {
        const shard = this.shards.get(shardId);
        if (shard !== undefined && !shard.isStopped) {
          await this.openInProgram(shardId, shard.epoch, shard.stored);
          shard.reopenings += 1;
          checkListed(shardId, shard);
        }
      })
      .catch((error: unknown) => this.parts.onHappening({ kind: 'fault', shardId, error }))
      .finally(() => this.reopening.delete(shardId));
  }

  /** Opens what the program has not open, with the files as they are. */
  private async resume(shardId: string, shard: OpenShard): Promise<void> {
    if (!shard.isStopped) {
      return;
    }
    shard.closed = undefined;
    await this.openInProgram(shardId, shard.epoch, shard.stored);
    shard.isStopped = false;
    this.parts.onHappening({ kind: 'opened', shardId, epoch: shard.epoch, validUntilMs: this.lease.validUntilMs });
  }

  private openInProgram(shardId: string, epoch: number, { manifest }: StoredManifest): Promise<void> {
    const { program, copies } = this.parts;
    const directory = copies.directory(shardId);
    const { validUntilMs } = this.lease;
    return program.open({ shardId, role: 'owner', epoch, version: manifest.version, directory, validUntilMs });
  }

  private async giveUp(shardId: string, shard: OpenShard, error: OwnershipLostError): Promise<void> {
    await this.parts.program.close(shardId, shard.epoch);
    this.shards.delete(shardId);
    this.parts.onHappening({ kind: 'stopped', shardId, epoch: shard.epoch });
    this.parts.onHappening({ kind: 'lost', shardId, epoch: shard.epoch, error });
  }
}
