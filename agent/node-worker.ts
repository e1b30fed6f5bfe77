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
  /** Whether the service can take a shard now. @default - always */
  readonly isServiceAnswering?: () => boolean;
  /** Told what failed and is left to the sweep; must not throw. @default - nobody */
  readonly onFault?: (shardId: string, error: unknown) => void;
}

/** Renewals of a node that leaves before it gives up: each may meet a heartbeat with a later counter. */
const FENCING_ATTEMPTS = 3;

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
  private readonly busy = new Map<string, Promise<unknown>>();

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
    const { nodeId, incarnation, zone, address, capacityBytes } = this.identity;
    return {
      nodeId,
      incarnation,
      zone,
      address,
      capacityBytes,
      ...measurement,
      counter: this.lastCounter,
      fenced: false,
    };
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
    await this.fence(measurement);
    this.fenced = true;
  }

  /** A heartbeat that was under way may be written first; refused again and again, the node was called dead before. */
  private async fence(measurement: NodeMeasurement): Promise<void> {
    for (let attempt = 0; attempt < FENCING_ATTEMPTS; attempt += 1) {
      const heartbeat = this.nextHeartbeat({ ...measurement, shards: {} });
      if (await this.ports.table.renew({ ...heartbeat, fenced: true })) {
        return;
      }
    }
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
    await this.step(shard);
  }

  /** As `handle`; returns false while the step cannot be finished yet, so that it must be asked for again. */
  async step(shard: Shard): Promise<boolean> {
    const move = shard.move;
    if (this.fenced || this.isLeaving || move?.actor !== this.identity.nodeId || this.busy.has(shard.id)) {
      return false;
    }
    const step = move.to === this.identity.nodeId ? this.receive(shard, move) : this.give(shard, move);
    return this.asBusy(shard.id, step);
  }

  /**
   * Closes a shard whose row, read now, names another owner, none, or a later epoch: rows may have been made anew behind
   * the node's back, and nobody is given the shard while this node says that it serves it. A row that is gone is about to
   * be made.
   */
  async checkOwner(shardId: string): Promise<void> {
    if (!this.fenced && !this.isLeaving && this.told.has(shardId) && !this.busy.has(shardId)) {
      await this.asBusy(shardId, this.closeForeign(shardId));
    }
  }

  private async closeForeign(shardId: string): Promise<void> {
    const row = await this.ports.table.readShard(shardId);
    const openEpoch = this.openEpochs.get(shardId);
    if (row === undefined) {
      return;
    }
    if (row.owner !== this.identity.nodeId || (openEpoch !== undefined && row.epoch > openEpoch)) {
      await this.close(shardId);
    }
  }

  private async asBusy<Result>(shardId: string, step: Promise<Result>): Promise<Result> {
    this.busy.set(shardId, step);
    try {
      return await step;
    } finally {
      this.busy.delete(shardId);
    }
  }

  /** A move meant for an earlier incarnation is the controller's to end: it counts that target as dead. */
  private async receive(shard: Shard, move: Move): Promise<boolean> {
    if (!this.isMe(move.toIncarnation)) {
      return false;
    }
    if (move.state === 'committed') {
      return this.takeOver(shard);
    }
    // From `committed` on nobody else can serve the shard, so the service must be there before.
    if (!(await this.hydrate(shard.id)) || !this.isServiceAnswering()) {
      return false;
    }
    return move.state === 'released' ? this.commit(shard, move) : this.ports.table.advance(shard, 'copied');
  }

  /** Nobody serves the shard from here on, so it goes on at once rather than at the next poll. */
  private async commit(shard: Shard, move: Move): Promise<boolean> {
    if (!(await this.ports.table.advance(shard, 'committed'))) {
      return false;
    }
    const taken = await this.ports.table.readShard(shard.id);
    const isTaken = taken?.move?.id === move.id && taken.move.state === 'committed';
    return isTaken && this.takeOver(taken);
  }

  private async give(hint: Shard, move: Move): Promise<boolean> {
    const shard = GIVING.includes(move.state) ? await this.readAgain(hint) : undefined;
    if (shard === undefined) {
      return false;
    }
    if (move.state === 'releasing') {
      await this.close(shard.id);
      const isWritten = await this.ports.table.advance(shard, 'released');
      if (isWritten && move.to === null) {
        await this.dropOrTell(shard.id);
      }
    }
    if (move.state === 'sealed') {
      await this.dropOrTell(shard.id);
      await this.ports.table.advance(shard, 'cleaned');
    }
    return move.state === 'cancelled' ? this.resume(shard) : true;
  }

  /** A copy that cannot be removed now is no reason to hold up the move: the sweep comes back to it. */
  private async dropOrTell(shardId: string): Promise<void> {
    try {
      await this.ports.service.drop(shardId);
    } catch (error) {
      this.ports.onFault?.(shardId, error);
    }
  }

  /** Only the incarnation that owned the shard resumes; from any other the controller takes the shard over. */
  private async resume(shard: Shard): Promise<boolean> {
    const mayResume = !this.isMe(shard.ownerIncarnation) || (await this.open(shard.id, shard.epoch));
    return mayResume && this.ports.table.advance(shard, 'resumed');
  }

  /** Until the seal the old owner may still flush, so the copy is brought up to date once more after it. */
  private async takeOver(hint: Shard): Promise<boolean> {
    const { nodeId } = this.identity;
    await this.closeEarlier(hint);
    const outcome = await seal(this.ports.homes, { shardId: hint.id, nodeId, epoch: hint.epoch });
    if (outcome === 'conflict' || (outcome === 'sealed' && !(await this.hydrate(hint.id)))) {
      return false;
    }
    const shard = await this.readAgain(hint);
    if (shard === undefined) {
      return false;
    }
    if (outcome === 'superseded') {
      throw new SupersededOwnerError(
        `${nodeId} owns ${shard.id} in epoch ${shard.epoch} by the table, but its manifest has a later owner: ` +
          'the table is older than the homes and must be rebuilt from them',
      );
    }
    return (await this.open(shard.id, shard.epoch)) && this.ports.table.advance(shard, 'sealed');
  }

  /** A shard that is open here in an earlier epoch is given back to its own node: its writes are made durable first. */
  private async closeEarlier({ id, epoch }: Shard): Promise<void> {
    const openEpoch = this.openEpochs.get(id);
    if (openEpoch !== undefined && openEpoch < epoch) {
      await this.close(id);
    }
  }

  /** The row as it is now, if its move still stands where it stood: only then may the service be told anything. */
  private async readAgain(hint: Shard): Promise<Shard | undefined> {
    const shard = await this.ports.table.readShard(hint.id);
    const isSame =
      shard?.epoch === hint.epoch && shard.move?.id === hint.move?.id && shard.move?.state === hint.move?.state;
    return isSame ? shard : undefined;
  }

  private isServiceAnswering(): boolean {
    return this.ports.isServiceAnswering?.() ?? true;
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
