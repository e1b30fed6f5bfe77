import type { NodeTablePort } from '../../../agent/ports';
import type { Heartbeat } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import type { Move } from '../../../core/move/move';
import { isRefusal, type MoveEvent, type Transition, transition } from '../../../core/move/move-machine';

/** The shard table in memory, with the node's side as a port and the controller's as plain methods. */
export class MemoryTable implements NodeTablePort {
  readonly heartbeats = new Map<string, Heartbeat>();
  readonly rows = new Map<string, Shard>();
  /** Every row that a move was in, in order. */
  readonly history: Shard[] = [];

  constructor(shard: Shard) {
    this.rows.set(shard.id, shard);
  }

  async register(heartbeat: Heartbeat): Promise<void> {
    this.heartbeats.set(heartbeat.nodeId, heartbeat);
  }

  async renew(heartbeat: Heartbeat): Promise<boolean> {
    const stored = this.heartbeats.get(heartbeat.nodeId);
    if (stored?.incarnation !== heartbeat.incarnation || stored.fenced) {
      return false;
    }
    this.heartbeats.set(heartbeat.nodeId, heartbeat);
    return true;
  }

  async workOf(nodeId: string): Promise<readonly Shard[]> {
    return [...this.rows.values()].filter((row) => row.move?.actor === nodeId);
  }

  async followsOf(nodeId: string): Promise<readonly string[]> {
    return [...this.rows.values()].filter((row) => row.followers.includes(nodeId)).map((row) => row.id);
  }

  async ownedBy(nodeId: string): Promise<ReadonlyMap<string, number>> {
    const owned = [...this.rows.values()].filter((row) => row.owner === nodeId);
    return new Map(owned.map((row) => [row.id, row.epoch]));
  }

  async readShard(shardId: string): Promise<Shard | undefined> {
    return this.rows.get(shardId);
  }

  async advance(shard: Shard, event: MoveEvent): Promise<boolean> {
    const step = shard.move && transition(shard.move, event);
    return step !== undefined && !isRefusal(step) && this.write(shard, step);
  }

  /** The controller starts a move or makes a transition of it. */
  start(shardId: string, move: Move): void {
    this.put({ ...this.row(shardId), move });
  }

  change(shardId: string, event: MoveEvent): void {
    const shard = this.row(shardId);
    const step = shard.move && transition(shard.move, event);
    if (step === undefined || isRefusal(step) || !this.write(shard, step)) {
      throw new Error(`${shardId} takes no ${event}`);
    }
  }

  fence(nodeId: string): void {
    const heartbeat = this.heartbeats.get(nodeId);
    if (heartbeat) {
      this.heartbeats.set(nodeId, { ...heartbeat, fenced: true });
    }
  }

  row(shardId: string): Shard {
    const row = this.rows.get(shardId);
    if (row === undefined) {
      throw new Error(`no row ${shardId}`);
    }
    return row;
  }

  private write(seen: Shard, step: Transition): boolean {
    const { move, ...row } = this.row(seen.id);
    if (move === undefined || move.id !== seen.move?.id || move.state !== step.expected || row.epoch !== seen.epoch) {
      return false;
    }
    const { ownerIncarnation: _previous, ...rest } = row;
    const owned = {
      kept: row,
      taken: { ...row, owner: move.to, ownerIncarnation: move.toIncarnation, epoch: row.epoch + 1 },
      left: { ...rest, owner: null },
      sealed: { ...row, hasHome: true },
    }[step.ownership];
    this.put({ ...owned, ...(step.move ? { move: step.move } : {}) });
    return true;
  }

  private put(row: Shard): void {
    this.rows.set(row.id, row);
    this.history.push(row);
  }
}
