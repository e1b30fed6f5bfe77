import type { Heartbeat } from '../core/fleet/node';
import type { Shard } from '../core/fleet/shard';
import { isLeaseValid, type NodeLease, renewedLease } from '../core/lease/node-lease';
import type { Move, MoveState } from '../core/move/move';
import { SupersededOwnerError } from './errors';
import { seal } from './home/seal';
import type { HomePort, NodeTablePort, ShardServicePort } from './ports';

/** Who a node is; fixed for one start of its agent. */
export interface NodeIdentity {
  readonly nodeId: string;
  readonly incarnation: string;
  readonly zone: string;
  readonly address: string;
  readonly capacityBytes: number;
}

/** What a node measures for its next heartbeat; a capacity measured anew replaces that of the identity. */
export type NodeMeasurement = Omit<Heartbeat, keyof NodeIdentity | 'counter' | 'fenced'> &
  Partial<Pick<Heartbeat, 'capacityBytes'>>;

/** The world of a node. */
export interface NodePorts {
  readonly table: NodeTablePort;
  readonly homes: HomePort;
  readonly service: ShardServicePort;
}

/**
 * The node's side of lease and moves. It is driven from outside: somebody renews its lease every heartbeat and hands it
 * the shards whose move waits for it. Every step may be repeated.
 */
export class NodeWorker {
  private lease: NodeLease = { counter: 0, validUntilMs: 0 };
  private lastCounter = 0;
  private fenced = false;
  private isLeaving = false;
  private readonly openEpochs = new Map<string, number>();
  /** Shards that the service was told to open, whether it answered or not, and has not confirmed to be closed. */
  private readonly told = new Set<string>();
  private readonly busy = new Map<string, Promise<void>>();

  constructor(
    readonly identity: NodeIdentity,
    private readonly ports: NodePorts,
    private readonly leaseMs: number,
    /** The node's monotonic clock, in milliseconds. */
    private readonly clock: () => number,
  ) {}

  /**
   * The heartbeat to write next. Its counter is one beyond the last one made, accepted or not: a renewal whose reply
   * was lost has shown its counter to the controller, so a later one must not look the same.
   */
  nextHeartbeat(measurement: NodeMeasurement): Heartbeat {
    this.lastCounter += 1;
    return { ...this.identity, ...measurement, counter: this.lastCounter, fenced: false };
  }

  /** Joins the fleet with a first heartbeat. */
  async register(measurement: NodeMeasurement): Promise<void> {
    const heartbeat = this.nextHeartbeat(measurement);
    const sentMs = this.clock();
    await this.ports.table.register(heartbeat);
    this.renewed(heartbeat, sentMs);
  }

  /** Renews the lease. */
  async renew(measurement: NodeMeasurement): Promise<void> {
    const heartbeat = this.nextHeartbeat(measurement);
    const sentMs = this.clock();
    if (await this.ports.table.renew(heartbeat)) {
      this.renewed(heartbeat, sentMs);
    } else {
      await this.refused();
    }
  }

  /**
   * Closes every shard and fences itself, so that nobody waits for its lease: for an agent that is to end.
   * @throws AggregateError when closing some shards failed; the lease then runs out by itself.
   */
  async leave(measurement: NodeMeasurement): Promise<void> {
    this.isLeaving = true;
    await Promise.allSettled(this.busy.values());
    await this.closeAll();
    const heartbeat = this.nextHeartbeat({ ...measurement, shards: {} });
    await this.ports.table.renew({ ...heartbeat, fenced: true });
    this.fenced = true;
  }

  /** Takes note of a renewal that the table accepted; `sentMs` was read before it was sent. */
  renewed(heartbeat: Heartbeat, sentMs: number): void {
    this.lease = renewedLease(heartbeat.counter, sentMs, this.leaseMs);
    this.ports.service.extend(this.lease.validUntilMs);
  }

  /**
   * Takes note of a refused renewal: the controller called this incarnation dead, so it stops for good.
   * @throws AggregateError when closing some shards failed; all others are closed by then.
   */
  async refused(): Promise<void> {
    this.fenced = true;
    await this.closeAll();
  }

  /** Whether this incarnation was called dead; the process must end and start anew. */
  isFenced(): boolean {
    return this.fenced;
  }

  /** Until when the node may accept writes, on its monotonic clock; 0 before it joined. */
  get leaseValidUntilMs(): number {
    return this.lease.validUntilMs;
  }

  /** Shards that the node accepts writes for, now. */
  openShards(nowMs: number = this.clock()): readonly string[] {
    return !this.fenced && isLeaseValid(this.lease, nowMs) ? [...this.openEpochs.keys()] : [];
  }

  /** Takes note that the service has stopped a shard by itself, because another owner has sealed its home. */
  lost(shardId: string): void {
    this.openEpochs.delete(shardId);
    this.told.delete(shardId);
  }

  /**
   * Does the node's next step of the shard's move, if it is the node's turn. The row may be old: whatever changes what
   * the service accepts is done only after reading it again.
   */
  async handle(shard: Shard): Promise<void> {
    const move = shard.move;
    if (this.fenced || this.isLeaving || move?.actor !== this.identity.nodeId || this.busy.has(shard.id)) {
      return;
    }
    const step = move.to === this.identity.nodeId ? this.receive(shard, move) : this.give(shard, move);
    this.busy.set(shard.id, step);
    try {
      await step;
    } finally {
      this.busy.delete(shard.id);
    }
  }

  /** A move meant for an earlier incarnation is the controller's to end: it counts that target as dead. */
  private async receive(shard: Shard, move: Move): Promise<void> {
    if (!this.isMe(move.toIncarnation)) {
      return;
    }
    if (move.state === 'copying' && (await this.hydrate(shard.id))) {
      await this.ports.table.advance(shard, 'copied');
    }
    if (move.state === 'released' && (await this.hydrate(shard.id))) {
      await this.commit(shard, move);
    }
    if (move.state === 'committed') {
      await this.takeOver(shard);
    }
  }

  /** Nobody serves the shard from here on, so it goes on at once rather than at the next poll. */
  private async commit(shard: Shard, move: Move): Promise<void> {
    if (!(await this.ports.table.advance(shard, 'committed'))) {
      return;
    }
    const taken = await this.ports.table.readShard(shard.id);
    if (taken?.move?.id === move.id && taken.move.state === 'committed') {
      await this.takeOver(taken);
    }
  }

  private async give(hint: Shard, move: Move): Promise<void> {
    if (!GIVING.includes(move.state)) {
      return;
    }
    const shard = await this.readAgain(hint);
    if (shard === undefined) {
      return;
    }
    if (move.state === 'releasing') {
      await this.close(shard.id);
      const isWritten = await this.ports.table.advance(shard, 'released');
      if (isWritten && move.to === null) {
        await this.ports.service.drop(shard.id);
      }
    }
    if (move.state === 'sealed') {
      await this.ports.service.drop(shard.id);
      await this.ports.table.advance(shard, 'cleaned');
    }
    if (move.state === 'cancelled') {
      await this.resume(shard);
    }
  }

  /** Only the incarnation that owned the shard resumes; from any other the controller takes the shard over. */
  private async resume(shard: Shard): Promise<void> {
    if (!this.isMe(shard.ownerIncarnation) || (await this.open(shard.id, shard.epoch))) {
      await this.ports.table.advance(shard, 'resumed');
    }
  }

  /** Until the seal the old owner may still flush, so the copy is brought up to date once more after it. */
  private async takeOver(hint: Shard): Promise<void> {
    const { nodeId } = this.identity;
    const outcome = await seal(this.ports.homes, { shardId: hint.id, nodeId, epoch: hint.epoch });
    if (outcome === 'conflict' || (outcome === 'sealed' && !(await this.hydrate(hint.id)))) {
      return;
    }
    const shard = await this.readAgain(hint);
    if (shard === undefined) {
      return;
    }
    if (outcome === 'superseded') {
      throw new SupersededOwnerError(
        `${nodeId} owns ${shard.id} in epoch ${shard.epoch} by the table, but its manifest has a later owner: ` +
          'the table is older than the homes and must be rebuilt from them',
      );
    }
    if (await this.open(shard.id, shard.epoch)) {
      await this.ports.table.advance(shard, 'sealed');
    }
  }

  /** The row as it is now, if its move still stands where it stood: only then may the service be told anything. */
  private async readAgain(hint: Shard): Promise<Shard | undefined> {
    const shard = await this.ports.table.readShard(hint.id);
    const isSame =
      shard?.epoch === hint.epoch && shard.move?.id === hint.move?.id && shard.move?.state === hint.move?.state;
    return isSame ? shard : undefined;
  }

  private isMe(incarnation: string | undefined): boolean {
    return incarnation === undefined || incarnation === this.identity.incarnation;
  }

  private async hydrate(shardId: string): Promise<boolean> {
    const home = await this.ports.homes.read(shardId);
    return this.ports.service.hydrate(shardId, home?.manifest);
  }

  /** False when the lease does not allow it; the next poll asks again. */
  private async open(shardId: string, epoch: number): Promise<boolean> {
    if (this.fenced || this.isLeaving || !isLeaseValid(this.lease, this.clock())) {
      return false;
    }
    this.told.add(shardId);
    await this.ports.service.open(shardId, epoch, this.lease.validUntilMs);
    this.openEpochs.set(shardId, epoch);
    return true;
  }

  private async closeAll(): Promise<void> {
    const outcomes = await Promise.allSettled([...this.told].map((shardId) => this.close(shardId)));
    const faults = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (faults.length > 0) {
      throw new AggregateError(faults, `${this.identity.nodeId} could not close ${faults.length} shards`);
    }
  }

  private async close(shardId: string): Promise<void> {
    await this.ports.service.close(shardId);
    this.openEpochs.delete(shardId);
    this.told.delete(shardId);
  }
}

/** States in which a source has something to do. */
const GIVING: readonly MoveState[] = ['releasing', 'sealed', 'cancelled'];
