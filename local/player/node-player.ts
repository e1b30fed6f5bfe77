import type { GroupInstance, GroupState } from '../../core/fleet/node';
import type { Move } from '../../core/move/move';
import type { WriteRecord } from '../laws/write-record';
import type { DemandModel } from './demand-model';
import type { HostedNode, HostNode, NodeTime } from './hosted-node';
import type { PlayerPorts } from './player-ports';
import { type RunningNode, RunningNodes } from './running-nodes';
import { ShardRows } from './shard-rows';

/** A hand-over takes three rounds; whatever takes longer goes on in the next step. */
const ROUNDS_PER_STEP = 12;
/** Sums of shares differ from the whole by less than this. */
const ROUNDING = 1e-9;

/** What a player plays with. */
export interface NodePlayerSettings {
  readonly demand: DemandModel;
  readonly record: WriteRecord;
  /** From the first sight of an instance to its agent's start. */
  readonly startUpMs: number;
  /** Virtual time. */
  readonly clock: () => number;
  readonly hostNode: HostNode;
  /**
   * Least time between two renewals of a node while no shard moves; well below the lease. A heartbeat in between would tell
   * nothing: demand changes with the minute. @default - every node renews at every step
   */
  readonly quietRenewMs?: number;
}

/** An agent that is about to start. */
interface Boot {
  readonly instance: GroupInstance;
  readonly atMs: number;
  readonly startCount: number;
}

/**
 * Plays every instance of the group: starts its agent after its start-up time, lets it renew its lease, and wakes it when a
 * move waits for it. Called once every heartbeat of virtual time.
 */
export class NodePlayer {
  readonly rows: ShardRows;
  private readonly boots = new Map<string, Boot>();
  private readonly running: RunningNodes;
  private readonly known = new Set<string>();
  /** Whether somebody but the nodes may have written rows since they were read. */
  private mayBeStale = true;

  constructor(
    private readonly ports: PlayerPorts,
    private readonly settings: NodePlayerSettings,
  ) {
    this.rows = new ShardRows(settings.record, settings.clock);
    this.running = new RunningNodes(settings.record);
  }

  /** Every instance that the group ever listed. */
  get instanceIds(): ReadonlySet<string> {
    return this.known;
  }

  /** Nodes that run, in order of id. */
  nodes(): readonly RunningNode[] {
    return [...this.running.all()].sort((first, second) => (first.id < second.id ? -1 : 1));
  }

  /**
   * Reads the group: new instances start to boot, those that it no longer lists end. To be called after the controllers
   * ticked: the next step then reads the table anew.
   */
  async observeGroup(): Promise<GroupState> {
    this.mayBeStale = true;
    const group = await this.ports.describeGroup();
    const listed = new Set(group.instances.map((instance) => instance.instanceId));
    for (const instance of group.instances) {
      this.meet(instance);
    }
    for (const id of [...this.running.ids(), ...this.boots.keys()]) {
      if (!listed.has(id)) {
        await this.end(id);
      }
    }
    return group;
  }

  /** The machine is gone at once; what it served stops being served. */
  async end(instanceId: string): Promise<void> {
    this.boots.delete(instanceId);
    const node = await this.endAgent(instanceId);
    await node?.wipe();
  }

  /** Ends every process; for the end of a run, however it went. */
  async close(): Promise<void> {
    this.boots.clear();
    const nodes = this.running.ids().map((id) => this.running.remove(id));
    await Promise.all(nodes.map((running) => running?.node.kill()));
  }

  /** One heartbeat's worth of every node's life. */
  async step(): Promise<void> {
    await this.boot();
    await this.renew();
    await this.restartEnded();
    await this.work();
  }

  /** What agents do once a minute. */
  async tidy(): Promise<void> {
    const time = this.time();
    await this.running.each(this.running.ids(), (node) => node.tidy(time));
  }

  /** Demand that nobody serves now, in units: on overloaded nodes, and on shards whose writes nobody accepts. */
  unmet(): number {
    const { demand } = this.settings;
    const served = this.nodes().flatMap(({ state }) => state.open);
    const overload = this.nodes().reduce((sum, { id }) => sum + Math.max(0, this.load(id) - 1), 0);
    const unserved = demand.total() - demand.loadOf(served);
    return (unserved > ROUNDING ? unserved : 0) + overload;
  }

  /** Whether some shard's owner, or an end of its move, does not run. */
  hasDeadEnd(): boolean {
    const ends = this.rows.all().flatMap(({ owner, move }) => [owner, move?.from, move?.to]);
    return ends.some((id) => id != null && this.running.get(id) === undefined);
  }

  /** Load of the shards that a node serves, in units; above 1 when there is more than it can serve. */
  load(nodeId: string): number {
    return this.settings.demand.loadOf(this.running.get(nodeId)?.state.open ?? []);
  }

  private async renew(): Promise<void> {
    const isQuiet = this.rows.all().every(({ move }) => move === undefined);
    await this.running.renew(this.time(), isQuiet ? (this.settings.quietRenewMs ?? 0) : 0);
  }

  private meet(instance: GroupInstance): void {
    const id = instance.instanceId;
    const isComing = instance.lifecycleState.startsWith('Pending') || instance.lifecycleState === 'InService';
    if (!this.known.has(id) && isComing) {
      this.boots.set(id, { instance, atMs: this.settings.clock() + this.settings.startUpMs, startCount: 1 });
    }
    this.known.add(id);
  }

  private async boot(): Promise<void> {
    const due = [...this.boots.values()].filter(({ atMs }) => atMs <= this.settings.clock());
    await Promise.all(due.map((boot) => this.startAgent(boot)));
  }

  private async startAgent({ instance, startCount }: Boot): Promise<void> {
    this.boots.delete(instance.instanceId);
    await this.running.start(this.settings.hostNode(instance, startCount), this.time());
  }

  /** An agent that was fenced or gave up ends; systemd starts it anew, and it joins as another incarnation. */
  private async restartEnded(): Promise<void> {
    const ended = this.running.all().filter(({ state }) => state.mustStartAnew);
    for (const { id, node } of ended) {
      await this.endAgent(id);
      this.boots.set(id, { instance: node.instance, atMs: this.settings.clock(), startCount: node.startCount + 1 });
    }
    await this.boot();
  }

  private async endAgent(id: string): Promise<HostedNode | undefined> {
    const running = this.running.remove(id);
    if (running) {
      this.settings.record.append({ kind: 'crash', atMs: this.settings.clock(), nodeId: id });
      await running.node.kill();
    }
    return running?.node;
  }

  /** Wakes the nodes that moves wait for until nothing changes: what a copy needs longer for waits for the next step. */
  private async work(): Promise<void> {
    if (!this.mayBeStale && this.actors().length === 0) {
      return;
    }
    for (let round = 0; round < ROUNDS_PER_STEP; round += 1) {
      const hasChanged = this.rows.replace(await this.ports.readShards());
      this.mayBeStale = false;
      const ids = this.actors();
      if (ids.length === 0 || (round > 0 && !hasChanged)) {
        return;
      }
      const time = this.time();
      await this.running.each(ids, (node) => node.poll(time));
    }
  }

  /** Running nodes that moves wait for, unless they only wait for their copies themselves. */
  private actors(): readonly string[] {
    const actors = this.rows
      .all()
      .flatMap(({ id, move }) => (move?.actor && !this.isCopying(id, move) ? [move.actor] : []));
    return [...new Set(actors)].filter((id) => this.running.get(id) !== undefined);
  }

  private isCopying(shardId: string, { state, actor }: Move): boolean {
    return state === 'copying' && (this.running.get(actor ?? '')?.state.copying.includes(shardId) ?? false);
  }

  private time(): NodeTime {
    return { nowMs: this.settings.clock(), demand: this.settings.demand.total() };
  }
}
