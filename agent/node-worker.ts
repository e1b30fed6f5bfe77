import type { Heartbeat, NodeMetrics, ShardStat } from '../core/fleet/node';
import type { Shard } from '../core/fleet/shard';
import { isLeaseValid, type NodeLease, renewedLease } from '../core/lease/node-lease';
import type { Move, MoveState } from '../core/move/move';
import { SupersededOwnerError } from './errors';
import type { HomePort, NodeTablePort, ShardServicePort } from './ports';
import { seal } from './seal';

/** Who a node is; fixed for one start of its agent. */
export interface NodeIdentity {
  readonly nodeId: string;
  readonly incarnation: string;
  readonly zone: string;
  readonly address: string;
  readonly capacityBytes: number;
}

/** What a node measures for its next heartbeat. */
export interface NodeMeasurement {
  readonly metrics: NodeMetrics;
  readonly usedBytes: number;
  readonly shards: Readonly<Record<string, ShardStat>>;
}

/** The world of a node. */
export interface NodePorts {
  readonly table: NodeTablePort;
  readonly homes: HomePort;
  readonly service: ShardServicePort;
}

/**
 * The node's side of lease and moves. It is driven from outside: somebody renews its lease every heartbeat and hands it
 * the shards whose move waits for it. All times are the node's own monotonic clock. Every step may be repeated.
 */
export class NodeWorker {
  private lease: NodeLease = { counter: 0, validUntilMs: 0 };
  private lastCounter = 0;
  private fenced = false;
  private readonly openEpochs = new Map<string, number>();
  private readonly busy = new Set<string>();

  constructor(
    readonly identity: NodeIdentity,
    private readonly ports: NodePorts,
    private readonly leaseMs: number,
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
  async register(measurement: NodeMeasurement, nowMs: number): Promise<void> {
    const heartbeat = this.nextHeartbeat(measurement);
    await this.ports.table.register(heartbeat);
    this.renewed(heartbeat, nowMs);
  }

  /** Renews the lease; `sentMs` is read before the write is sent. */
  async renew(measurement: NodeMeasurement, sentMs: number): Promise<void> {
    const heartbeat = this.nextHeartbeat(measurement);
    if (await this.ports.table.renew(heartbeat)) {
      this.renewed(heartbeat, sentMs);
    } else {
      await this.refused(sentMs);
    }
  }

  /** Takes note of a renewal that the table accepted. */
  renewed(heartbeat: Heartbeat, sentMs: number): void {
    this.lease = renewedLease(heartbeat.counter, sentMs, this.leaseMs);
    this.ports.service.extend(this.lease.validUntilMs);
  }

  /**
   * Takes note of a refused renewal: the controller called this incarnation dead, so it stops for good.
   * @throws AggregateError when closing some shards failed; all others are closed by then.
   */
  async refused(nowMs: number): Promise<void> {
    this.fenced = true;
    const outcomes = await Promise.allSettled([...this.openEpochs.keys()].map((shardId) => this.close(shardId, nowMs)));
    const faults = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (faults.length > 0) {
      throw new AggregateError(
        faults,
        `${this.identity.nodeId} was fenced and could not close ${faults.length} shards`,
      );
    }
  }

  /** Whether this incarnation was called dead; the process must end and start anew. */
  isFenced(): boolean {
    return this.fenced;
  }

  /** Shards that the node accepts writes for, now. */
  openShards(nowMs: number): readonly string[] {
    return !this.fenced && isLeaseValid(this.lease, nowMs) ? [...this.openEpochs.keys()] : [];
  }

  /**
   * Does the node's next step of the shard's move, if it is the node's turn. The row may be old: whatever changes what
   * the service accepts is done only after reading it again.
   */
  async handle(shard: Shard, nowMs: number): Promise<void> {
    const move = shard.move;
    if (this.fenced || move?.actor !== this.identity.nodeId || this.busy.has(shard.id)) {
      return;
    }
    this.busy.add(shard.id);
    try {
      await (move.to === this.identity.nodeId ? this.receive(shard, move, nowMs) : this.give(shard, move, nowMs));
    } finally {
      this.busy.delete(shard.id);
    }
  }

  /** A move meant for an earlier incarnation is the controller's to end: it counts that target as dead. */
  private async receive(shard: Shard, move: Move, nowMs: number): Promise<void> {
    if (!this.isMe(move.toIncarnation)) {
      return;
    }
    if (move.state === 'copying' && (await this.hydrate(shard.id, nowMs))) {
      await this.ports.table.advance(shard, 'copied');
    }
    if (move.state === 'released' && (await this.hydrate(shard.id, nowMs))) {
      await this.ports.table.advance(shard, 'committed');
    }
    if (move.state === 'committed') {
      await this.takeOver(shard, nowMs);
    }
  }

  private async give(hint: Shard, move: Move, nowMs: number): Promise<void> {
    if (!GIVING.includes(move.state)) {
      return;
    }
    const shard = await this.readAgain(hint);
    if (shard === undefined) {
      return;
    }
    if (move.state === 'releasing') {
      await this.close(shard.id, nowMs);
      await this.ports.table.advance(shard, 'released');
    }
    if (move.state === 'sealed') {
      await this.ports.service.drop(shard.id);
      await this.ports.table.advance(shard, 'cleaned');
    }
    if (move.state === 'cancelled') {
      await this.resume(shard, nowMs);
    }
  }

  /** Only the incarnation that owned the shard resumes; from any other the controller takes the shard over. */
  private async resume(shard: Shard, nowMs: number): Promise<void> {
    if (!this.isMe(shard.ownerIncarnation) || (await this.open(shard.id, shard.epoch, nowMs))) {
      await this.ports.table.advance(shard, 'resumed');
    }
  }

  /** Until the seal the old owner may still flush, so the copy is brought up to date once more after it. */
  private async takeOver(hint: Shard, nowMs: number): Promise<void> {
    const { nodeId } = this.identity;
    const outcome = await seal(this.ports.homes, { shardId: hint.id, nodeId, epoch: hint.epoch });
    if (outcome === 'conflict' || (outcome === 'sealed' && !(await this.hydrate(hint.id, nowMs)))) {
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
    if (await this.open(shard.id, shard.epoch, nowMs)) {
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

  private async hydrate(shardId: string, nowMs: number): Promise<boolean> {
    const home = await this.ports.homes.read(shardId);
    return this.ports.service.hydrate(shardId, home?.manifest, nowMs);
  }

  /** False when the lease does not allow it; the next poll asks again. */
  private async open(shardId: string, epoch: number, nowMs: number): Promise<boolean> {
    if (this.fenced || !isLeaseValid(this.lease, nowMs)) {
      return false;
    }
    await this.ports.service.open(shardId, epoch, this.lease.validUntilMs, nowMs);
    this.openEpochs.set(shardId, epoch);
    return true;
  }

  private async close(shardId: string, nowMs: number): Promise<void> {
    await this.ports.service.close(shardId, nowMs);
    this.openEpochs.delete(shardId);
  }
}

/** States in which a source has something to do. */
const GIVING: readonly MoveState[] = ['releasing', 'sealed', 'cancelled'];
