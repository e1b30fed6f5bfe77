import type { DecisionRecord } from '../../../core/decision';
import type { Follow } from '../../../core/fleet/follow';
import type { DrainCause, Heartbeat, NodeControl } from '../../../core/fleet/node';
import { freeShard, type Shard } from '../../../core/fleet/shard';
import type { Move } from '../../../core/move/move';
import { isRefusal, type MoveEvent, type Transition, transition } from '../../../core/move/move-machine';
import { type NodeRecords, parseNodeItems } from '../../../core/table/parse-nodes';
import { parseShardItem } from '../../../core/table/parse-shard';
import { parseSwitches } from '../../../core/table/parse-switches';
import {
  type ControllerName,
  controlKey,
  type FleetSwitches,
  heartbeatKey,
  type ShardItem,
  shardKey,
} from '../../../core/table/table-schema';
import type { ControllerTurn, DeadNode, NewShard, TablePort, Turn } from '../../../lambda/ports';

/** A decision as the history keeps it. */
export interface KeptDecision {
  readonly turn: Turn;
  readonly nowMs: number;
  readonly decision: DecisionRecord;
}

/** The shard table in memory; `test/lambda/adapters/table-contract.ts` holds it to what DynamoDB does. */
export class MemoryTable implements TablePort {
  readonly versions = new Map<ControllerName, number>();
  readonly memories = new Map<ControllerName, string>();
  readonly heartbeats = new Map<string, Heartbeat>();
  readonly controls = new Map<string, NodeControl>();
  readonly shards = new Map<string, Shard>();
  /** By node and shard, what the node finds when it asks what to follow. */
  readonly follows = new Map<string, Follow>();
  readonly history: KeptDecision[] = [];
  switches: FleetSwitches = { halted: false, parked: false };

  async takeTurn<Memory>(controller: ControllerName): Promise<ControllerTurn<Memory>> {
    const version = (this.versions.get(controller) ?? 0) + 1;
    this.versions.set(controller, version);
    const memory = this.memories.get(controller);
    return { version, memory: memory === undefined ? undefined : JSON.parse(memory) };
  }

  async saveMemory<Memory extends object>(controller: ControllerName, version: number, memory: Memory) {
    if (!this.isCurrent({ controller, version })) {
      return false;
    }
    this.memories.set(controller, JSON.stringify(memory));
    return true;
  }

  async readSwitches(): Promise<FleetSwitches> {
    return parseSwitches(this.switches);
  }

  async readNodes(): Promise<NodeRecords> {
    const heartbeats = [...this.heartbeats].map(([id, item]) => ({ ...heartbeatKey(id), ...item }));
    const controls = [...this.controls].map(([id, item]) => ({ ...controlKey(id), ...item }));
    return parseNodeItems([...heartbeats, ...controls]);
  }

  async readShards(): Promise<readonly Shard[]> {
    const items = [...this.shards.values()].map(({ id, ...row }) => ({ ...shardKey(id), ...row }) as ShardItem);
    return items.map(parseShardItem).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async createShards(shards: readonly NewShard[]): Promise<void> {
    for (const { id, epoch } of shards) {
      if (!this.shards.has(id)) {
        this.shards.set(id, freeShard(id, epoch));
      }
    }
  }

  async readFollows(): Promise<readonly Follow[]> {
    return [...this.follows.values()];
  }

  async setFollowers(turn: Turn, shard: Shard, followers: readonly string[], leavers: readonly string[]) {
    const stored = this.shards.get(shard.id);
    const isAsRead = stored?.epoch === shard.epoch && stored.followers.join() === shard.followers.join();
    if (!this.isCurrent(turn) || stored === undefined || !isAsRead || stored.move !== undefined) {
      return false;
    }
    this.shards.set(shard.id, { ...stored, followers });
    for (const nodeId of leavers) {
      this.follows.delete(`${shard.id} ${nodeId}`);
    }
    for (const nodeId of followers) {
      this.follows.set(`${shard.id} ${nodeId}`, { shardId: shard.id, nodeId });
    }
    return true;
  }

  async endRoll(startedAtMs: number): Promise<boolean> {
    const { roll, ...rest } = this.switches;
    if (roll?.startedAtMs !== startedAtMs) {
      return false;
    }
    this.switches = rest;
    return true;
  }

  async createMove(turn: Turn, shard: Shard, move: Move): Promise<boolean> {
    const stored = this.shards.get(shard.id);
    const asRead = stored?.owner === shard.owner && stored.epoch === shard.epoch && stored.move === undefined;
    const passedBy = move.from === null ? shard.owner : null;
    const mayPass = passedBy === null || this.isDead({ nodeId: passedBy, incarnation: shard.ownerIncarnation });
    const mayReceive = move.to === null || this.controls.get(move.to)?.duty !== 'draining';
    if (!this.isCurrent(turn) || !mayReceive || !mayPass || stored === undefined || !asRead) {
      return false;
    }
    this.shards.set(shard.id, { ...stored, move });
    return true;
  }

  async changeMove(turn: Turn, shard: Shard, step: Transition, dead?: DeadNode): Promise<boolean> {
    if (!this.isCurrent(turn) || (dead !== undefined && !this.isDead(dead))) {
      return false;
    }
    const stored = this.shards.get(shard.id);
    const same = stored?.move !== undefined && stored.move.id === shard.move?.id;
    if (!same || stored.move?.state !== shard.move?.state || stored.epoch !== shard.epoch) {
      return false;
    }
    this.replaceMove(afterStep(stored, step), step.move);
    return true;
  }

  async fence(nodeId: string, seen: { readonly incarnation: string; readonly counter: number }): Promise<boolean> {
    const heartbeat = this.heartbeats.get(nodeId);
    if (heartbeat?.incarnation !== seen.incarnation || heartbeat.counter !== seen.counter) {
      return false;
    }
    this.heartbeats.set(nodeId, { ...heartbeat, fenced: true });
    return true;
  }

  async setControl(control: NodeControl): Promise<void> {
    this.controls.set(control.nodeId, control);
  }

  async clearControl(nodeId: string): Promise<void> {
    this.controls.delete(nodeId);
  }

  async changeControl(turn: Turn, nodeId: string, cause: DrainCause | undefined, next?: NodeControl): Promise<boolean> {
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

  async forgetNode(nodeId: string): Promise<void> {
    this.controls.delete(nodeId);
    this.heartbeats.delete(nodeId);
  }

  async keepDecisions(turn: Turn, nowMs: number, decisions: readonly DecisionRecord[]): Promise<void> {
    this.history.push(...decisions.map((decision) => ({ turn, nowMs, decision })));
  }

  /** Plays a node: makes a transition of the shard's move as the agent would; throws where the machine refuses it. */
  playMove(shardId: string, event: MoveEvent): void {
    const shard = this.shards.get(shardId);
    if (shard?.move === undefined) {
      throw new Error(`${shardId} is in no move`);
    }
    const step = transition(shard.move, event);
    if (isRefusal(step)) {
      throw new Error(step.refused);
    }
    this.replaceMove(afterStep(shard, step), step.move);
  }

  private isDead({ nodeId, incarnation }: DeadNode): boolean {
    return incarnation !== undefined || this.heartbeats.get(nodeId)?.fenced !== false;
  }

  private isCurrent(turn: Turn): boolean {
    return this.versions.get(turn.controller) === turn.version;
  }

  private replaceMove(shard: Shard, next: Move | undefined): void {
    const { move: _move, ...rest } = shard;
    this.shards.set(shard.id, next === undefined ? rest : { ...rest, move: next });
  }
}

/** The row after a transition but for its move, as `moveUpdate` writes it. */
function afterStep(shard: Shard, { ownership }: Transition): Shard {
  if (ownership === 'taken' && shard.move) {
    return takeOver(shard, shard.move);
  }
  if (ownership === 'left') {
    const { ownerIncarnation: _previous, ...rest } = shard;
    return { ...rest, owner: null };
  }
  return ownership === 'sealed' ? { ...shard, hasHome: true } : shard;
}

function takeOver(shard: Shard, move: Move): Shard {
  const { ownerIncarnation: _previous, ...rest } = shard;
  return {
    ...rest,
    owner: move.to,
    ...(move.toIncarnation === undefined ? {} : { ownerIncarnation: move.toIncarnation }),
    followers: shard.followers.filter((follower) => follower !== move.to),
    epoch: shard.epoch + 1,
  };
}
