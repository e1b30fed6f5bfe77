import type { Heartbeat } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import { HeldLease } from './held-lease';
import { MoveSteps } from './move-steps';
import type { NodeIdentity, NodeMeasurement } from './node-identity';
import type { NodePorts } from './node-ports';
import { ServedShards } from './served-shards';

/**
 * The node's side of lease and moves. It is driven from outside: somebody renews its lease every heartbeat and hands it
 * the shards whose move waits for it. Every step may be repeated.
 */
export class NodeWorker {
  private readonly lease: HeldLease;
  private readonly served: ServedShards;
  private readonly moveSteps: MoveSteps;
  private readonly busy = new Map<string, Promise<unknown>>();

  /** `clock` is the node's monotonic one, in milliseconds. */
  constructor(
    readonly identity: NodeIdentity,
    private readonly ports: NodePorts,
    leaseMs: number,
    clock: () => number,
  ) {
    this.lease = new HeldLease(identity, ports.table, leaseMs, clock);
    this.served = new ServedShards(identity.nodeId, ports.service, this.lease);
    this.moveSteps = new MoveSteps(identity, ports, this.served);
  }

  /** The heartbeat to write next, for whoever writes it himself. @see HeldLease.nextHeartbeat */
  nextHeartbeat(measurement: NodeMeasurement): Heartbeat {
    return this.lease.nextHeartbeat(measurement);
  }

  /** Joins the fleet with a first heartbeat. */
  async register(measurement: NodeMeasurement): Promise<void> {
    const { heartbeat, sentMs } = await this.lease.register(measurement);
    this.renewed(heartbeat, sentMs);
  }

  /** Renews the lease. */
  async renew(measurement: NodeMeasurement): Promise<void> {
    const sent = await this.lease.renew(measurement);
    if (sent) {
      this.renewed(sent.heartbeat, sent.sentMs);
    } else {
      await this.refused();
    }
  }

  /**
   * Closes every shard and fences itself, so that nobody waits for its lease: for an agent that is to end.
   * @throws AggregateError when closing some shards failed; the lease then runs out by itself.
   */
  async leave(measurement: NodeMeasurement): Promise<void> {
    this.lease.startLeaving();
    // A step that takes long, e.g. the release of a large shard, must not keep the writes of all others from becoming durable.
    const others = this.served.closeAll((shardId) => !this.busy.has(shardId));
    await Promise.all([others, Promise.allSettled(this.busy.values())]);
    await this.served.closeAll();
    await this.lease.fenceInTable(measurement);
    this.lease.fence();
  }

  /** Takes note of a renewal that the table accepted; `sentMs` was read before it was sent. */
  renewed(heartbeat: Heartbeat, sentMs: number): void {
    this.ports.service.extend(this.lease.accepted({ heartbeat, sentMs }));
  }

  /**
   * Takes note of a refused renewal: the controller called this incarnation dead, so it stops for good.
   * @throws AggregateError when closing some shards failed; all others are closed by then.
   */
  async refused(): Promise<void> {
    this.lease.fence();
    await this.served.closeAll();
  }

  /** Whether this incarnation was called dead; the process must end and start anew. */
  isFenced(): boolean {
    return this.lease.isFenced;
  }

  /** Until when the node may accept writes, on its monotonic clock; 0 before it joined. */
  get leaseValidUntilMs(): number {
    return this.lease.validUntilMs;
  }

  /** Shards that the node accepts writes for, now. */
  openShards(nowMs?: number): readonly string[] {
    return this.lease.isValid(nowMs) ? this.served.ids : [];
  }

  /** Takes note that the service has stopped a shard by itself, because another owner has sealed its home. */
  lost(shardId: string): void {
    this.served.forget(shardId);
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
    if (!this.lease.isWorking || move?.actor !== this.identity.nodeId || this.busy.has(shard.id)) {
      return false;
    }
    const isTarget = move.to === this.identity.nodeId;
    const step = isTarget ? this.moveSteps.receive(shard, move) : this.moveSteps.give(shard, move);
    return this.asBusy(shard.id, step);
  }

  /**
   * Closes a shard whose row, read now, names another owner, none, or a later epoch: rows may have been made anew behind
   * the node's back, and nobody is given the shard while this node says that it serves it. A row that is gone is about to
   * be made, and one that nobody can read to be mended. The row is not read while the index shows it as this node's in
   * `shownEpoch` and that is the one in which it is open: where the index is old, the next look finds it.
   */
  async checkOwner(shardId: string, shownEpoch?: number): Promise<void> {
    if (!this.lease.isWorking || !this.served.isTold(shardId) || this.busy.has(shardId)) {
      return;
    }
    // One that the service was told to open and has not confirmed is in no epoch yet.
    if (shownEpoch === undefined || shownEpoch !== this.served.epochOf(shardId)) {
      await this.asBusy(shardId, this.closeForeign(shardId));
    }
  }

  private async closeForeign(shardId: string): Promise<void> {
    const row = await this.ports.table.readShard(shardId);
    const openEpoch = this.served.epochOf(shardId);
    if (row === undefined || row.unreadable) {
      return;
    }
    if (row.owner !== this.identity.nodeId || (openEpoch !== undefined && row.epoch > openEpoch)) {
      await this.served.close(shardId);
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
}
