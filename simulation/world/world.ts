import type { Call, CallFault } from '../engine/calls';
import { Calls } from '../engine/calls';
import type { Clockwork } from '../engine/clockwork';
import { brief } from '../engine/trace';
import { CLOCK_DRIFT_FRACTION, NODE_COUNT, NOTICE_MS } from '../settings';
import { ActorIndex } from './actor-index';
import type { Coverage } from './coverage';
import { type FaultKind, Faults } from './faults';
import { checkAcceptance, checkBudgets } from './laws';
import { Machine } from './machine';
import type { Agent, Controller } from './residents';
import { SimulatedGroup } from './simulated-group';
import type { SimulatedHomes } from './simulated-homes';
import type { RowChange, SimulatedTable } from './simulated-table';

type MoveListener = (change: RowChange) => void;
type RenewalListener = (machine: Machine) => void;

/** What a world is made with; a mutant replaces some of it. */
export interface WorldParts {
  readonly clockwork: Clockwork;
  readonly table: SimulatedTable;
  readonly homes: SimulatedHomes;
  readonly makeAgent: (world: World, machine: Machine) => Agent;
  readonly makeController: (world: World) => Controller;
  /** Counts over many schedules. */
  readonly coverage: Coverage;
  /** Copies of each shard, its owner's included. */
  readonly replicas: number;
}

/**
 * One simulated fleet: machines, table, homes and a controller, and what connects them. Who wants to be told of something
 * hands a function over: V8 takes one that is written right into a property for one that stays, and would keep the world of
 * every schedule for long after its end.
 */
export class World {
  readonly clockwork: Clockwork;
  readonly table: SimulatedTable;
  readonly homes: SimulatedHomes;
  readonly calls: Calls;
  readonly index: ActorIndex;
  readonly machines: readonly Machine[];
  readonly group: SimulatedGroup;
  readonly faults = new Faults(this);
  readonly controller: Controller;
  readonly zones: ReadonlyMap<string, string>;
  readonly loads = new Map<string, number>();
  readonly replicas: number;
  /** Planned moves whose target has opened the shard. */
  handOvers = 0;
  faultCount = 0;
  readonly faultsByKind: Record<string, number> = {};
  private onMove: MoveListener | undefined;
  private onRenewed: RenewalListener | undefined;
  private readonly coverage: Coverage;
  private readonly makeAgent: WorldParts['makeAgent'];

  constructor(parts: WorldParts) {
    this.clockwork = parts.clockwork;
    this.table = parts.table;
    this.homes = parts.homes;
    this.coverage = parts.coverage;
    this.replicas = parts.replicas;
    this.makeAgent = parts.makeAgent;
    this.calls = new Calls(parts.clockwork, (fault, call, subject) => this.noteCallFault(fault, call, subject));
    this.index = new ActorIndex(parts.clockwork, (row) => row.move && this.coverage.add(row.move.state, 'old-row'));
    this.machines = Array.from({ length: NODE_COUNT }, (_, index) => this.newMachine(index));
    this.group = new SimulatedGroup(this.machines);
    this.zones = new Map(this.machines.map(({ id, zone }) => [id, zone]));
    this.controller = parts.makeController(this);
    this.table.watch({
      onRowChange: (change) => this.noteChange(change),
      onFollowsChange: (before, after) => this.index.noteFollows(before, after),
      onCreateMove: (move) => checkBudgets(this.clockwork, this.table, move, this.zones),
    });
  }

  /** From now on this listener alone is told of changes of rows; `undefined` for none. */
  watchMoves(listener: MoveListener | undefined): void {
    this.onMove = listener;
  }

  /** From now on this listener alone is told when an agent has heard that its lease was renewed; `undefined` for none. */
  watchRenewals(listener: RenewalListener | undefined): void {
    this.onRenewed = listener;
  }

  noteRenewal(machine: Machine): void {
    this.onRenewed?.(machine);
  }

  /** Loads change while there is trouble, so that two ticks at the same time may plan differently. */
  loadOf(shardId: string): number {
    const load = this.loads.get(shardId) ?? 0;
    return this.calls.faultFraction > 0 ? load * this.clockwork.random.between(0.7, 1.3) : load;
  }

  onAccept(_machine: Machine, shardId: string): void {
    checkAcceptance(this.clockwork, this.machines, shardId);
  }

  /** The node that accepts writes for the shard, now. */
  acceptorOf(shardId: string): Machine | undefined {
    for (const machine of this.machines) {
      if (machine.service?.accepts(shardId)) {
        return machine;
      }
    }
    return undefined;
  }

  /** Starts a machine's agent, and its service with it; returns once it has joined, or cannot. */
  async startAgent(machine: Machine): Promise<void> {
    if (!machine.isGone) {
      const agent = this.makeAgent(this, machine);
      machine.agent = agent;
      machine.service = agent.service;
      this.clockwork.steps += 1;
      this.clockwork.wake();
      await agent.start();
    }
  }

  /** Brings a fault about and counts it; false when it cannot be. */
  strike(kind: FaultKind, machine: Machine): boolean {
    if (!this.faults.strike(kind, machine)) {
      return false;
    }
    this.faultCount += 1;
    this.faultsByKind[kind] = (this.faultsByKind[kind] ?? 0) + 1;
    for (const { move } of this.table.shards.values()) {
      if (move === undefined) {
        continue;
      }
      if (kind.startsWith('controller')) {
        this.coverage.add(move.state, kind);
      }
      if (move.from === machine.id) {
        this.coverage.add(move.state, `source ${kind}`);
      }
      if (move.to === machine.id) {
        this.coverage.add(move.state, `target ${kind}`);
      }
    }
    return true;
  }

  /** What an agent or a tick could not do; it tries again. */
  noteFault(who: string, what: string, error: unknown): void {
    const { trace, nowMs } = this.clockwork;
    trace?.add(nowMs, who, what, `failed: ${brief(error)}`);
  }

  private newMachine(index: number): Machine {
    const { random } = this.clockwork;
    const extreme = random.chance(0.5) ? -1 : 1;
    const drift = CLOCK_DRIFT_FRACTION * (random.chance(0.8) ? extreme : random.between(-1, 1));
    const startMs = random.between(1_000, 1_000_000);
    const zone = index % 2 === 0 ? 'a' : 'b';
    return new Machine(`node-${index}`, zone, new Map(), 1 + drift, startMs, () => this.clockwork.nowMs);
  }

  private noteCallFault(fault: CallFault, _call: Call, subject: string): void {
    this.faultCount += 1;
    this.faultsByKind[fault] = (this.faultsByKind[fault] ?? 0) + 1;
    const state = this.table.shards.get(subject)?.move?.state;
    if (state !== undefined) {
      this.coverage.add(state, fault);
    }
  }

  private noteChange(change: RowChange): void {
    const { before, after, event } = change;
    if (before.move && event && !this.calls.isImmediate) {
      this.coverage.add(before.move.state, event);
      this.checkReleased(change);
      this.handOvers += event === 'sealed' && before.move.from !== null ? 1 : 0;
    }
    const visibleAtMs = this.index.note(change);
    const actor = after.move?.actor;
    if (actor) {
      const delayMs = visibleAtMs - this.clockwork.nowMs + this.clockwork.random.between(0, NOTICE_MS);
      this.agentOf(actor)?.pollAfter(delayMs);
    }
    this.onMove?.(change);
  }

  /** Who says that it released a shard has made all it accepted durable. */
  private checkReleased({ before, after, event }: RowChange): void {
    const source = event === 'released' ? this.agentOf(before.move?.from ?? '') : undefined;
    if (source && source.name === before.ownerIncarnation) {
      this.homes.acknowledge(after.id, source.service.closed.get(after.id) ?? 0);
    }
  }

  private agentOf(nodeId: string): Agent | undefined {
    const agent = this.machines.find(({ id }) => id === nodeId)?.agent;
    return agent?.isAlive ? agent : undefined;
  }
}
