import type { AgentHappening, AgentParts } from './agent-parts';
import { type AgentStatus, unflushedSeconds } from './agent-status';
import { Attempts, type BegunWork } from './duties/attempts';
import { CopyDuty } from './duties/copy-duty';
import { FlushDuty } from './duties/flush-duty';
import { MoveDuty } from './duties/move-duty';
import { OccupiedServiceError } from './errors';
import { type AgentAction, FaultList } from './faults/fault-list';
import { FollowedShards } from './followers/followed-shards';
import { demandManifests } from './home/demand-manifests';
import { logHappening } from './log/log-happening';
import { NodeMeter } from './node-meter';
import { ServiceWatch, silenceLimitMs } from './program/service-watch';
import { orAfter } from './run/repeat';
import type { FlushedVersion } from './shards/flush-shard';
import type { ShardHappening } from './shards/shard-happening';
import { ShardKeeper } from './shards/shard-keeper';
import { Sweeper } from './sweep/sweeper';
import { NodeWorker } from './worker/node-worker';

/**
 * The agent of one node. Timers call its methods, or a driver steps them one by one; each does what is to be done now and
 * never waits for time to pass. What fails becomes a fault of the next heartbeat and is tried again; only `start`,
 * `flush`, `evacuate` and `stop` reject.
 */
export class Agent {
  private readonly worker: NodeWorker;
  private readonly keeper: ShardKeeper;
  private readonly watch: ServiceWatch;
  private readonly followed: FollowedShards;
  private readonly meter: NodeMeter;
  private readonly faults: FaultList;
  private readonly attempts: Attempts;
  private readonly moves: MoveDuty;
  private readonly flushes: FlushDuty;
  private readonly chores: CopyDuty;
  private state: AgentStatus['state'] = 'starting';
  /** When the last heartbeat ended. */
  private heartbeatMs = 0;

  constructor(private readonly parts: AgentParts) {
    const { identity, policy, table, copies, clock } = parts;
    const watch = new ServiceWatch(clock);
    this.watch = watch;
    const program = watch.of(parts.program);
    const homes = demandManifests(parts.homes);
    const { nodeId } = identity;
    const tell = (happening: AgentHappening) => this.happened(happening);
    const isFollowed = (shardId: string) => this.followed.isFollowed(shardId);
    const onHappening = (happening: ShardHappening) => this.onShardHappening(happening);
    this.faults = new FaultList(clock);
    const attempts = new Attempts(this.faults, tell);
    this.attempts = attempts;
    const keeper = new ShardKeeper({ nodeId, homes, copies, program, keepsCopy: isFollowed, clock, onHappening });
    this.keeper = keeper;
    const followed = new FollowedShards({ homes, copies, program, keeper });
    this.followed = followed;
    const sweeper = new Sweeper({ nodeId, table, copies, keeper, isFollowed, clock });
    const isServiceAnswering = () => watch.isAnswering && !keeper.isLeaseWithheld;
    const onFault = (shardId: string, error: unknown) => attempts.failed('sweep', error, shardId);
    const world = { table, homes, service: keeper, isServiceAnswering, onFault };
    const worker = new NodeWorker({ ...identity, capacityBytes: 0 }, world, policy.leaseSeconds * 1000, clock);
    this.worker = worker;
    this.moves = new MoveDuty({ nodeId, table, worker, attempts, clock, tell });
    this.flushes = new FlushDuty({ rule: policy.flush, keeper, attempts, clock, tell });
    this.chores = new CopyDuty({ nodeId, table, program, keeper, followed, sweeper, worker, attempts });
    this.meter = new NodeMeter(parts, keeper, this.faults, () => this.flushes.openShards(), watch, followed);
  }

  /**
   * Joins the fleet.
   * @throws FencedIncarnationError when this incarnation was called dead; anything else may be repeated, e.g.
   * OccupiedServiceError: the service is told to close what an earlier agent had it open.
   */
  async start(): Promise<void> {
    const measurement = await this.meter.first((action, work) => this.attempts.attempt(action, undefined, work));
    checkUnoccupied(this.keeper.strangerIds);
    if (!this.watch.isAnswering) {
      // What it has open from an earlier agent is not known yet.
      this.keeper.withholdLease();
    }
    await this.worker.register(measurement);
    this.state = 'serving';
    this.heartbeatMs = this.parts.clock();
    this.happened({ kind: 'joined' });
  }

  /** Measures the node and renews its lease. */
  async heartbeat(): Promise<void> {
    if (this.isMember()) {
      await this.renew();
    }
    this.heartbeatMs = this.parts.clock();
  }

  /** Does the next step of every move that waits for the node. */
  async poll(): Promise<void> {
    const { done } = await this.beginPoll();
    await done;
  }

  /** As `poll`, but returns once the steps are begun: one shard that hangs holds up no other. */
  async beginPoll(): Promise<BegunWork> {
    return this.state === 'serving' ? this.moves.begin() : NO_WORK;
  }

  /** Milliseconds until the next poll: short while moves make progress. */
  pollPauseMs(): number {
    return this.moves.pauseMs();
  }

  /** Flushes shards that have gathered enough, or for long enough. */
  async flushDue(): Promise<void> {
    const { done } = await this.beginFlushes();
    await done;
  }

  /** As `flushDue`, but returns once the flushes are begun. */
  async beginFlushes(): Promise<BegunWork> {
    return this.state === 'serving' ? this.flushes.beginDue() : NO_WORK;
  }

  /**
   * Makes every write of the shard that was accepted so far durable, and returns the version that holds them.
   * @throws NotOwnerError when the shard is not open here, OwnershipLostError when another owner has sealed its home.
   */
  flush(shardId: string): Promise<FlushedVersion> {
    return this.flushes.one(shardId);
  }

  /** Flushes whatever is unflushed, most bytes first. */
  flushAll(): Promise<void> {
    return this.flushes.all();
  }

  /** Brings the copies of followed shards one step nearer to their homes. */
  async follow(): Promise<void> {
    if (this.state === 'serving') {
      await this.chores.follow();
    }
  }

  /**
   * Closes shards that another node owns by now; deletes copies that nobody needs, and objects of open shards that no
   * manifest has named for an hour.
   */
  async sweep(): Promise<void> {
    const { done } = await this.beginSweep();
    await done;
  }

  /** As `sweep`, but returns once the work is begun. */
  async beginSweep(): Promise<BegunWork> {
    return this.state === 'serving' ? this.chores.beginSweep() : NO_WORK;
  }

  /** Takes no more shards from now on, for a reason that the heartbeat says. */
  refuse(reason: string): void {
    this.meter.refuse({ reason, isHard: false });
  }

  /** The instance is about to go: flushes what is unflushed, most bytes first, then leaves. May be repeated if it fails. */
  async evacuate(reason: string): Promise<void> {
    this.meter.refuse({ reason, isHard: true });
    this.parts.copies.endTransfers();
    await orAfter(this.flushAll(), EVACUATION_FLUSH_MS);
    await this.stop();
  }

  /** Closes every shard and fences itself, so that nobody waits for its lease. May be repeated if it fails. */
  async stop(): Promise<void> {
    if (!this.isMember()) {
      return;
    }
    this.state = 'leaving';
    this.meter.refuse({ reason: 'the agent is ending', isHard: true });
    this.parts.copies.endTransfers();
    await this.worker.leave(this.meter.last);
    this.state = 'left';
    this.happened({ kind: 'left' });
  }

  status(): AgentStatus {
    const nowMs = this.parts.clock();
    const open = this.flushes.openShards();
    return {
      state: this.state,
      leaseRemainingMs: Math.max(0, this.worker.leaseValidUntilMs - nowMs),
      heartbeatAgeMs: nowMs - this.heartbeatMs,
      open,
      accepting: this.worker.openShards(nowMs),
      followed: [...this.followed.served().keys()],
      movesUnderWay: this.moves.underWay,
      unflushedSeconds: unflushedSeconds(open),
      faults: this.faults.list(),
      transfers: this.parts.transfers?.status(),
    };
  }

  /** Takes note of something that failed beside the agent's own work. */
  failed(action: AgentAction, error: unknown, shardId?: string): void {
    this.attempts.failed(action, error, shardId);
  }

  /** Takes note that it goes well again. */
  succeeded(action: AgentAction): void {
    this.attempts.succeeded(action);
  }

  private isMember(): boolean {
    return this.state === 'serving' || this.state === 'leaving';
  }

  private async renew(): Promise<void> {
    const measurement = await this.meter.measure((action, work) => this.attempts.attempt(action, undefined, work));
    if (this.state === 'serving' && this.isServiceGone()) {
      this.state = 'gave-up';
      this.happened({ kind: 'gave-up' });
      return;
    }
    await this.attempts.attempt('renew', undefined, () => this.worker.renew(measurement));
    if (this.state === 'serving' && this.worker.isFenced()) {
      this.state = 'fenced';
      this.happened({ kind: 'fenced' });
    }
  }

  /**
   * Whether shards wait for a service that has been silent for too long: only another incarnation sets them free. A node
   * that serves others does not give them up because of one that the service does not open.
   */
  private isServiceGone(): boolean {
    const { keeper, watch, moves } = this;
    const limitMs = silenceLimitMs(this.parts.policy);
    if (!moves.hasWork) {
      watch.forget('open');
    }
    const isSilent = watch.silentForMs('stats') >= limitMs && (moves.hasWork || keeper.openShards().length > 0);
    return isSilent || (watch.silentForMs('open') >= limitMs && this.worker.openShards().length === 0);
  }

  private onShardHappening(happening: ShardHappening): void {
    if (happening.kind === 'fault') {
      this.attempts.failed('service', happening.error, happening.shardId);
      return;
    }
    if (happening.kind === 'lost') {
      this.worker.lost(happening.shardId);
    }
    this.happened(happening);
    if (happening.kind === 'opened') {
      this.moves.opened(happening.shardId);
    }
  }

  private happened(happening: AgentHappening): void {
    const { log, clock, observe } = this.parts;
    logHappening(log, happening, clock());
    observe?.(happening);
  }
}

/** @throws OccupiedServiceError while the service has shards open: a lease of this agent would be theirs too. */
function checkUnoccupied(strangers: readonly string[]): void {
  if (strangers.length > 0) {
    const named = strangers.slice(0, 3).join(', ');
    throw new OccupiedServiceError(
      `the service has ${strangers.length} shards open from an earlier agent (${named}); it is told to close them, and the ` +
        'node joins once it has. If it stays so, start the service anew',
    );
  }
}

/** Shards that hang must not keep those that do not from being closed before the instance goes. */
const EVACUATION_FLUSH_MS = 20_000;

const NO_WORK: BegunWork = { done: Promise.resolve() };
