import type { GroupInstance, GroupState } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import type { WriteRecord } from '../laws/write-record';
import type { DemandModel } from './demand-model';
import type { MachineModel } from './machine-model';
import { PlayedNode, type PlayedNodeWorld } from './played-node';
import type { PlayerPorts } from './player-ports';
import { ShardRows } from './shard-rows';

/** A hand-over takes five turns; whatever takes longer goes on in the next step. */
const TURNS_PER_STEP = 12;
/** Sums of shares differ from the whole by less than this. */
const ROUNDING = 1e-9;

/** What a player plays with. */
export interface NodePlayerSettings {
  readonly demand: DemandModel;
  readonly machine: MachineModel;
  readonly record: WriteRecord;
  readonly leaseMs: number;
  /** Virtual time. */
  readonly clock: () => number;
}

/** An agent that is about to start. */
interface Boot {
  readonly instance: GroupInstance;
  readonly atMs: number;
  /** Counts the agent's starts on this instance. */
  readonly startCount: number;
}

/**
 * Plays every instance of the group: boots it after its start-up time, renews its lease, and does its work on moves with
 * the agent's own worker. Called once every heartbeat of virtual time.
 */
export class NodePlayer {
  readonly rows: ShardRows;
  private readonly world: PlayedNodeWorld;
  private readonly boots = new Map<string, Boot>();
  private readonly running = new Map<string, PlayedNode>();
  private readonly known = new Set<string>();
  private mayBeStale = true;

  constructor(
    private readonly ports: PlayerPorts,
    private readonly settings: NodePlayerSettings,
  ) {
    this.rows = new ShardRows(settings.record, settings.clock);
    this.world = { ...settings, table: this.rows.following(ports.table), homes: ports.homes };
  }

  /** Every instance that the group ever listed. */
  get instanceIds(): ReadonlySet<string> {
    return this.known;
  }

  /** Nodes that run, in order of id. */
  nodes(): readonly PlayedNode[] {
    return [...this.running.values()].sort((first, second) => (first.id < second.id ? -1 : 1));
  }

  /**
   * Reads the group: new instances start to boot, those that it no longer lists end. To be called after the controllers
   * ticked; the next step then reads the table, which only they and the player's own nodes write.
   */
  async observeGroup(): Promise<GroupState> {
    this.mayBeStale = true;
    const group = await this.ports.describeGroup();
    const listed = new Set(group.instances.map((instance) => instance.instanceId));
    for (const instance of group.instances) {
      this.meet(instance);
    }
    for (const id of [...this.running.keys(), ...this.boots.keys()]) {
      if (!listed.has(id)) {
        this.end(id);
      }
    }
    return group;
  }

  /** The machine is gone at once; what it served stops being served. */
  end(instanceId: string): void {
    this.boots.delete(instanceId);
    if (this.running.delete(instanceId)) {
      this.settings.record.append({ kind: 'crash', atMs: this.settings.clock(), nodeId: instanceId });
    }
  }

  /** Every agent flushes, closes its shards and ends; the machines stay. */
  async stopAll(): Promise<void> {
    for (const node of this.nodes()) {
      await node.stop(this.settings.clock());
      this.end(node.id);
    }
    this.boots.clear();
  }

  /** One heartbeat's worth of every node's life. */
  async step(): Promise<void> {
    const nowMs = this.settings.clock();
    await this.boot(nowMs);
    await this.renewLeases(nowMs);
    if (this.mayBeStale || this.rows.wasRefused()) {
      this.rows.replace(await this.ports.readShards());
      this.mayBeStale = false;
    }
    await this.work(nowMs);
  }

  /** Demand that nobody serves now, in units: on overloaded nodes, and on shards whose writes nobody accepts. */
  unmet(): number {
    const nowMs = this.settings.clock();
    const { demand } = this.settings;
    const served = this.nodes().flatMap((node) => node.worker.openShards(nowMs));
    const overload = this.nodes().reduce((sum, node) => sum + node.unmet(nowMs), 0);
    const unserved = demand.total() - demand.loadOf(served);
    return (unserved > ROUNDING ? unserved : 0) + overload;
  }

  private meet(instance: GroupInstance): void {
    const id = instance.instanceId;
    const isComing = instance.lifecycleState.startsWith('Pending') || instance.lifecycleState === 'InService';
    if (!this.known.has(id) && isComing) {
      const atMs = this.settings.clock() + this.settings.machine.startUpMs;
      this.boots.set(id, { instance, atMs, startCount: 1 });
    }
    this.known.add(id);
  }

  private async boot(nowMs: number): Promise<void> {
    for (const [id, { instance, atMs, startCount }] of this.boots) {
      if (atMs <= nowMs) {
        const node = new PlayedNode(instance, startCount, this.world);
        await node.start(nowMs);
        this.boots.delete(id);
        this.running.set(id, node);
      }
    }
  }

  /** One transaction renews all leases; when it is refused, each node asks for itself. */
  private async renewLeases(nowMs: number): Promise<void> {
    const nodes = this.nodes();
    const heartbeats = nodes.map((node) => ({ node, heartbeat: node.nextHeartbeat(nowMs) }));
    if (heartbeats.length > 0 && (await this.ports.renewAll(heartbeats.map(({ heartbeat }) => heartbeat)))) {
      for (const { node, heartbeat } of heartbeats) {
        node.worker.renewed(heartbeat, nowMs);
      }
      return;
    }
    for (const node of nodes) {
      await node.worker.renew(node.measure(nowMs), nowMs);
      if (node.worker.isFenced()) {
        this.restart(node, nowMs);
      }
    }
  }

  /** A fenced agent ends; systemd starts it anew, and it joins as another incarnation. */
  private restart(node: PlayedNode, nowMs: number): void {
    this.end(node.id);
    this.boots.set(node.id, { instance: node.instance, atMs: nowMs, startCount: node.startCount + 1 });
  }

  private async work(nowMs: number): Promise<void> {
    for (const node of this.running.values()) {
      node.advance(nowMs);
    }
    const waiting = new Set<Shard>();
    for (let turn = 0; turn < TURNS_PER_STEP; turn += 1) {
      if (!(await this.takeTurn(nowMs, waiting))) {
        return;
      }
    }
  }

  /**
   * Every node does the next step of each move that waits for it; returns whether any row changed. Rows that did not, e.g.
   * because a copy takes longer, wait for the next step of time.
   */
  private async takeTurn(nowMs: number, waiting: Set<Shard>): Promise<boolean> {
    let hasChanged = false;
    for (const shard of this.rows.all()) {
      const actor = shard.move?.actor;
      const node = actor ? this.running.get(actor) : undefined;
      if (node && !waiting.has(shard)) {
        waiting.add(shard);
        await node.worker.handle(shard, nowMs);
        hasChanged ||= this.rows.get(shard.id) !== shard;
      }
    }
    return hasChanged;
  }
}
