import type { AgentHappening } from '../../agent/agent-parts';
import { Attempts } from '../../agent/duties/attempts';
import { CopyDuty } from '../../agent/duties/copy-duty';
import { FaultList } from '../../agent/faults/fault-list';
import { FollowedShards, type FollowedShardsParts } from '../../agent/followers/followed-shards';
import type { HomePort, NodeTablePort } from '../../agent/ports';
import type { ShardHappening } from '../../agent/shards/shard-happening';
import { ShardKeeper } from '../../agent/shards/shard-keeper';
import { Sweeper } from '../../agent/sweep/sweeper';
import { NodeWorker } from '../../agent/worker/node-worker';
import type { ShardStat } from '../../core/fleet/node';
import type { Link } from '../engine/process';
import { FOLLOW_MS, GARBAGE_GRACE_MS, HEARTBEAT_MS, LEASE_MS, POLL_MS, SWEEP_MS } from '../settings';
import type { Machine } from '../world/machine';
import { nodeHomes, nodeTable } from '../world/node-ports';
import type { Agent } from '../world/residents';
import { SimulatedCopies } from '../world/simulated-copies';
import { SimulatedService } from '../world/simulated-service';
import type { World } from '../world/world';

/** One start of a node's agent: the real worker and keeper, driven by timers of the simulation. */
export class SimulatedAgent implements Agent {
  readonly name: string;
  isAlive = true;
  pausedUntilMs = 0;
  readonly service: SimulatedService;
  readonly worker: NodeWorker;
  readonly keeper: ShardKeeper;
  private readonly followed: FollowedShards;
  private readonly chores: CopyDuty;
  protected readonly table: NodeTablePort;
  protected readonly homes: HomePort;
  private lastMeasured: Readonly<Record<string, ShardStat>> = {};
  private isPollSet = false;
  private readonly flushesSet = new Set<string>();

  constructor(
    protected readonly world: World,
    readonly machine: Machine,
  ) {
    machine.starts += 1;
    this.name = `${machine.id}.${machine.starts}`;
    const { calls, table, index, homes } = world;
    this.table = nodeTable(calls, this, table, index);
    this.homes = this.reach(nodeHomes(calls, this, homes));
    this.service = new SimulatedService(world, machine, this);
    const nodeId = machine.id;
    const copies = new SimulatedCopies(world, machine, this);
    const program = this.service;
    const clock = () => machine.monotonicMs();
    const isFollowed = (shardId: string) => this.followed.isFollowed(shardId);
    this.keeper = new ShardKeeper({
      nodeId,
      homes: this.homes,
      copies,
      program,
      keepsCopy: isFollowed,
      clock,
      onHappening: (happening) => this.happened(happening),
    });
    const identity = {
      nodeId,
      incarnation: this.name,
      zone: machine.zone,
      address: '',
      capacityBytes: 1e9,
    };
    const ports = { table: this.table, homes: this.homes, service: this.keeper };
    this.worker = new NodeWorker(identity, ports, LEASE_MS, clock);
    const { keeper, worker } = this;
    const followed = this.follows({ homes: this.homes, copies, program, keeper });
    this.followed = followed;
    const sweeper = new Sweeper({ nodeId, table: this.table, copies, keeper, isFollowed, clock });
    const attempts = new Attempts(new FaultList(clock), (happening) => this.toldOf(happening));
    this.chores = new CopyDuty({ nodeId, table: this.table, program, keeper, followed, sweeper, worker, attempts });
  }

  canReach(link: Link): boolean {
    return this.machine.canReach(link);
  }

  /** Joins the fleet; an agent that cannot ends, and is started anew. */
  async start(): Promise<void> {
    try {
      await this.worker.register(this.measurement());
    } catch {
      this.world.faults.end(this.machine, this);
      return;
    }
    this.beatAfter(HEARTBEAT_MS * this.world.clockwork.random.next());
    this.pollAfter(POLL_MS);
    this.sweepAfter(SWEEP_MS * this.world.clockwork.random.next());
    if (this.world.replicas > 1) {
      this.followAfter(FOLLOW_MS * this.world.clockwork.random.next());
    }
  }

  /** Has it look for work, unless it is about to. */
  pollAfter(delayMs: number): void {
    if (!this.isPollSet) {
      this.isPollSet = true;
      this.world.clockwork.timer(this, delayMs, () => void this.poll());
    }
  }

  /** Has it flush a shard soon, unless it is about to. */
  flushAfter(delayMs: number, shardId: string): void {
    if (!this.flushesSet.has(shardId)) {
      this.flushesSet.add(shardId);
      this.world.clockwork.timer(this, delayMs, () => void this.flush(shardId));
    }
  }

  protected happened(happening: ShardHappening): void {
    if (happening.kind === 'lost') {
      this.worker.lost(happening.shardId);
    }
  }

  protected follows(parts: FollowedShardsParts): FollowedShards {
    return new FollowedShards(parts);
  }

  /** The homes as this agent sees them. */
  protected reach(homes: HomePort): HomePort {
    return homes;
  }

  protected async sweep(shardId: string): Promise<void> {
    await this.keeper.collectGarbage(shardId, this.machine.monotonicMs(), GARBAGE_GRACE_MS);
  }

  private beatAfter(delayMs: number): void {
    this.world.clockwork.timer(this, delayMs, () => void this.beat());
  }

  private async beat(): Promise<void> {
    try {
      this.lastMeasured = await this.keeper.refresh();
    } catch (error) {
      this.world.noteFault(this.name, 'measure', error);
    }
    try {
      await this.worker.renew(this.measurement());
      this.world.noteRenewal(this.machine);
    } catch (error) {
      this.world.noteFault(this.name, 'renew', error);
    }
    if (this.worker.isFenced()) {
      this.world.faults.end(this.machine, this);
      return;
    }
    this.beatAfter(HEARTBEAT_MS * this.world.clockwork.random.between(0.9, 1));
  }

  private measurement() {
    return { metrics: {}, usedBytes: 0, shards: this.lastMeasured, followed: this.followed.arrivedCount };
  }

  private toldOf(happening: AgentHappening): void {
    if (happening.kind === 'fault') {
      this.world.noteFault(this.name, `${happening.action} ${happening.shardId ?? ''}`, happening.error);
    }
  }

  private followAfter(delayMs: number): void {
    this.world.clockwork.timer(this, delayMs, () => void this.follow());
  }

  /** The copies beside those of moves; garbage in homes is swept by a clock of its own. */
  private async follow(): Promise<void> {
    await this.chores.follow();
    await this.chores.beginSweep();
    this.followAfter(FOLLOW_MS);
  }

  private async poll(): Promise<void> {
    this.isPollSet = false;
    try {
      const work = await this.table.workOf(this.machine.id);
      for (const shard of work) {
        this.worker.handle(shard).catch((error: unknown) => this.world.noteFault(this.name, 'handle', error));
      }
    } catch (error) {
      this.world.noteFault(this.name, 'poll', error);
    }
    if (this.world.index.hasWork(this.machine.id)) {
      this.pollAfter(this.world.clockwork.random.between(POLL_MS / 2, POLL_MS));
    }
  }

  /** What the service had accepted when the flush was asked for is durable once it returns. */
  private async flush(shardId: string): Promise<void> {
    this.flushesSet.delete(shardId);
    const covered = this.service.contentOf(shardId);
    try {
      await this.keeper.flush(shardId);
      this.world.homes.acknowledge(shardId, covered);
    } catch (error) {
      this.world.noteFault(this.name, `flush ${shardId}`, error);
      if (this.service.shards.has(shardId)) {
        this.flushAfter(this.world.clockwork.random.between(100, 2_000), shardId);
      }
    }
  }

  /** A sweep of a home without garbage changes nothing, so it is left out. */
  private sweepAfter(delayMs: number): void {
    this.world.clockwork.after(delayMs, () => {
      if (this.isAlive) {
        this.sweepAll();
        this.sweepAfter(SWEEP_MS);
      }
    });
  }

  private sweepAll(): void {
    const { homes, clockwork } = this.world;
    for (const { shardId } of homes.isClean() ? [] : this.keeper.openShards()) {
      if (homes.hasGarbage(shardId) && clockwork.hearsNow(this)) {
        this.sweep(shardId).catch((error: unknown) => this.world.noteFault(this.name, `sweep ${shardId}`, error));
      }
    }
  }
}
