import type { DecisionRecord } from '../../core/decision';
import type { Follow } from '../../core/fleet/follow';
import type { DrainCause, Heartbeat, NodeControl } from '../../core/fleet/node';
import { freeShard, type Shard } from '../../core/fleet/shard';
import type { Move } from '../../core/move/move';
import { isRefusal, type MoveEvent, type Transition, transition } from '../../core/move/move-machine';
import type { NodeRecords } from '../../core/table/parse-nodes';
import type { ControllerName, FleetSwitches } from '../../core/table/table-schema';
import type { ControllerTurn, DeadNode, NewShard, Turn } from '../../lambda/ports';
import { afterStep, changeEvent } from './row-steps';

/** A change of a shard's row. */
export interface RowChange {
  readonly before: Shard;
  readonly after: Shard;
  /** Absent when a move was made. */
  readonly event?: MoveEvent;
}

/** Who is told of what happens to rows. */
export interface TableWatcher {
  onRowChange(change: RowChange): void;
  /** Before the move is made. */
  onCreateMove(move: Move): void;
  onFollowsChange(before: readonly Follow[], after: readonly Follow[]): void;
}

/**
 * The shard table: what DynamoDB holds, and each write with the very condition of its adapter. Rows and heartbeats are
 * never changed in place, so a reader may keep what it read.
 */
export class SimulatedTable {
  readonly shards = new Map<string, Shard>();
  readonly heartbeats = new Map<string, Heartbeat>();
  readonly controls = new Map<string, NodeControl>();
  switches: FleetSwitches = { halted: false, parked: false };
  private readonly versions = new Map<ControllerName, number>();
  private follows: readonly Follow[] = [];
  private readonly memories = new Map<ControllerName, object>();
  private watcher: TableWatcher | undefined;

  watch(watcher: TableWatcher): void {
    this.watcher = watcher;
  }

  takeTurn<Memory>(controller: ControllerName): ControllerTurn<Memory> {
    const version = (this.versions.get(controller) ?? 0) + 1;
    this.versions.set(controller, version);
    return { version, memory: this.memories.get(controller) as Memory | undefined };
  }

  saveMemory(turn: Turn, memory: object): boolean {
    if (!this.isCurrent(turn)) {
      return false;
    }
    this.memories.set(turn.controller, memory);
    return true;
  }

  readNodes(): NodeRecords {
    return { heartbeats: new Map(this.heartbeats), controls: new Map(this.controls) };
  }

  readShards(): readonly Shard[] {
    return [...this.shards.values()];
  }

  createShards(shards: readonly NewShard[]): void {
    for (const { id, epoch } of shards) {
      if (!this.shards.has(id)) {
        this.shards.set(id, freeShard(id, epoch));
      }
    }
    const inOrder = [...this.shards.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
    this.shards.clear();
    for (const shard of inOrder) {
      this.shards.set(shard.id, shard);
    }
  }

  endRoll(startedAtMs: number): boolean {
    const { roll, ...rest } = this.switches;
    if (roll?.startedAtMs !== startedAtMs) {
      return false;
    }
    this.switches = rest;
    return true;
  }

  readFollows(): readonly Follow[] {
    return this.follows;
  }

  setFollowers(turn: Turn, shard: Shard, followers: readonly string[], leavers: readonly string[]): boolean {
    const stored = this.shards.get(shard.id);
    const isAsRead =
      stored?.epoch === shard.epoch && stored.move === undefined && stored.followers.join() === shard.followers.join();
    if (!isAsRead || !this.isCurrent(turn)) {
      return false;
    }
    const changed = new Set([...followers, ...leavers]);
    this.setFollows([
      ...this.follows.filter(({ shardId, nodeId }) => shardId !== shard.id || !changed.has(nodeId)),
      ...followers.map((nodeId) => ({ shardId: shard.id, nodeId })),
    ]);
    this.write(stored, { ...stored, followers });
    return true;
  }

  setFollows(follows: readonly Follow[]): void {
    this.watcher?.onFollowsChange(this.follows, follows);
    this.follows = follows;
  }

  createMove(turn: Turn, shard: Shard, move: Move): boolean {
    const stored = this.shards.get(shard.id);
    const isAsRead = stored?.owner === shard.owner && stored.epoch === shard.epoch && stored.move === undefined;
    const passedBy = move.from === null ? shard.owner : null;
    const mayPass = passedBy === null || this.isDead({ nodeId: passedBy, incarnation: shard.ownerIncarnation });
    const mayReceive = move.to === null || this.controls.get(move.to)?.duty !== 'draining';
    if (!isAsRead || !mayPass || !mayReceive || !this.isCurrentFor(turn)) {
      return false;
    }
    this.watcher?.onCreateMove(move);
    this.write(stored, { ...stored, move });
    return true;
  }

  changeMove(turn: Turn, shard: Shard, step: Transition, dead: DeadNode | undefined): boolean {
    const stored = this.moving(shard);
    if (stored === undefined || !this.isCurrent(turn) || (dead !== undefined && !this.isDead(dead))) {
      return false;
    }
    this.write(stored, afterStep(stored, shard, step), changeEvent(shard, dead));
    return true;
  }

  fence(nodeId: string, seen: { readonly incarnation: string; readonly counter: number }): boolean {
    const heartbeat = this.heartbeats.get(nodeId);
    if (heartbeat?.incarnation !== seen.incarnation || heartbeat.counter !== seen.counter) {
      return false;
    }
    this.heartbeats.set(nodeId, { ...heartbeat, fenced: true });
    return true;
  }

  changeControl(turn: Turn, nodeId: string, cause: DrainCause | undefined, next: NodeControl | undefined): boolean {
    if (!this.isCurrent(turn) || this.controls.get(nodeId)?.cause !== cause) {
      return false;
    }
    if (next === undefined) {
      this.controls.delete(nodeId);
    } else {
      this.controls.set(nodeId, next);
    }
    return true;
  }

  forgetNode(nodeId: string): void {
    this.controls.delete(nodeId);
    this.heartbeats.delete(nodeId);
  }

  keepDecisions(_turn: Turn, _nowMs: number, _decisions: readonly DecisionRecord[]): void {}

  /** Joins over the incarnation that was read before, or as a renewal does. */
  register(heartbeat: Heartbeat, before: string | undefined): boolean {
    if (this.heartbeats.get(heartbeat.nodeId)?.incarnation !== before || before === heartbeat.incarnation) {
      return this.renew(heartbeat);
    }
    this.heartbeats.set(heartbeat.nodeId, heartbeat);
    return true;
  }

  renew(heartbeat: Heartbeat): boolean {
    const stored = this.heartbeats.get(heartbeat.nodeId);
    const isSame = stored?.incarnation === heartbeat.incarnation && !stored.fenced;
    if (!isSame || stored.counter > heartbeat.counter) {
      return false;
    }
    this.heartbeats.set(heartbeat.nodeId, heartbeat);
    return true;
  }

  advance(shard: Shard, event: MoveEvent): boolean {
    const step = shard.move && transition(shard.move, event);
    const stored = this.moving(shard);
    if (step === undefined || isRefusal(step) || stored === undefined) {
      return false;
    }
    this.write(stored, afterStep(stored, shard, step), event);
    return true;
  }

  /** Whether the turn is the newest of its controller. */
  isCurrent(turn: Turn): boolean {
    return this.versions.get(turn.controller) === turn.version;
  }

  /** Whether the turn may make a move. */
  protected isCurrentFor(turn: Turn): boolean {
    return this.isCurrent(turn);
  }

  /** The stored row, if its move is the one as read in the state as read. */
  private moving(seen: Shard): Shard | undefined {
    const stored = this.shards.get(seen.id);
    const { move } = seen;
    const isSame =
      move !== undefined &&
      stored?.move?.id === move.id &&
      stored.move.state === move.state &&
      stored.epoch === seen.epoch;
    return isSame ? stored : undefined;
  }

  private isDead({ nodeId, incarnation }: DeadNode): boolean {
    return incarnation !== undefined || this.heartbeats.get(nodeId)?.fenced !== false;
  }

  private write(before: Shard, after: Shard, event?: MoveEvent): void {
    this.shards.set(after.id, after);
    this.watcher?.onRowChange({ before, after, event });
  }
}
