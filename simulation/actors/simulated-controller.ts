import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { handleRebalancerEvent, type RebalancerEventPorts } from '../../lambda/rebalancer/handle-rebalancer-event';
import type { RebalancerSettings } from '../../lambda/rebalancer/rebalancer-ports';
import type { Link, Process } from '../engine/process';
import { HOST_SKEW_MS, POLICY, TICK_MS } from '../settings';
import { controllerHomes, controllerTable } from '../world/controller-ports';
import type { Controller } from '../world/residents';
import type { World } from '../world/world';

/** One tick: a process of its own on one of the hosts. */
class Tick implements Process {
  isAlive = true;
  pausedUntilMs = 0;

  constructor(
    readonly name: string,
    private readonly controller: SimulatedController,
  ) {}

  canReach(link: Link): boolean {
    return this.controller.canReach(link);
  }
}

const HOSTS = 3;
/** How likely an event wakes the controller right after a tick has begun. */
const OVERLAP_FRACTION = 0.25;
const EPOCH_MS = 1_700_000_000_000;

/** The rebalancer: real ticks, on hosts whose clocks differ, some of them at the same time. */
export class SimulatedController implements Controller {
  /** Until then no tick reaches the table. */
  cutUntilMs = 0;
  overlaps = true;
  /** When the last scheduled tick began. */
  lastTickMs = 0;
  private readonly hostOffsetsMs: number[];
  private readonly running = new Set<Tick>();
  private ticks = 0;

  constructor(
    private readonly world: World,
    private readonly policy: FleetPolicy = { ...POLICY, replicas: world.replicas },
  ) {
    this.hostOffsetsMs = Array.from({ length: HOSTS }, () => this.newOffsetMs());
  }

  canReach(_link: Link): boolean {
    return this.world.clockwork.nowMs >= this.cutUntilMs;
  }

  start(): void {
    this.tickAfter(this.world.clockwork.random.between(0, TICK_MS / 8));
  }

  /** The clock of a host jumps, within what hosts may differ. */
  jump(): void {
    this.hostOffsetsMs[this.world.clockwork.random.below(HOSTS)] = this.newOffsetMs();
  }

  /** From now on the clocks of all hosts agree. */
  agree(): void {
    this.hostOffsetsMs.fill(0);
  }

  /** Ends the ticks under way; false when there is none. */
  crash(): boolean {
    const count = this.running.size;
    for (const tick of this.running) {
      tick.isAlive = false;
    }
    this.running.clear();
    return count > 0;
  }

  /** Has an event wake a further tick soon. */
  wakeAfter(delayMs: number): void {
    this.world.clockwork.after(delayMs, () => this.tick(false));
  }

  private tickAfter(delayMs: number): void {
    const { random } = this.world.clockwork;
    this.world.clockwork.after(delayMs, () => {
      this.lastTickMs = this.world.clockwork.nowMs;
      this.tick(true);
      this.tickAfter(TICK_MS * random.between(0.95, 1.05));
      if (this.overlaps && random.chance(OVERLAP_FRACTION)) {
        this.wakeAfter(random.between(0, 200));
      }
    });
  }

  protected async handle(
    ports: RebalancerEventPorts,
    settings: RebalancerSettings,
    isScheduled: boolean,
  ): Promise<void> {
    await handleRebalancerEvent(ports, settings)({ mayWait: isScheduled });
  }

  private tick(isScheduled: boolean): void {
    const { clockwork, calls, table, homes } = this.world;
    this.ticks += 1;
    clockwork.steps += 1;
    clockwork.wake();
    const tick = new Tick(`tick ${this.ticks}`, this);
    this.running.add(tick);
    const host = clockwork.random.below(HOSTS);
    const ports: RebalancerEventPorts = {
      table: controllerTable(calls, tick, table),
      homes: controllerHomes(calls, tick, homes),
      group: this.world.group,
      events: SILENT_EVENTS,
      log: SILENT_LOG,
      clock: () => EPOCH_MS + clockwork.nowMs + (this.hostOffsetsMs[host] ?? 0),
      pause: (milliseconds) => new Promise((resolve) => clockwork.timer(tick, milliseconds, resolve)),
    };
    this.handle(ports, { fleetName: 'simulated', policy: this.policy, acts: true }, isScheduled)
      .catch((error: unknown) => this.world.noteFault(tick.name, 'tick', error))
      .finally(() => this.running.delete(tick));
  }

  private newOffsetMs(): number {
    const { random } = this.world.clockwork;
    const extreme = random.chance(0.5) ? -1 : 1;
    return (HOST_SKEW_MS / 2) * (random.chance(0.8) ? extreme : random.between(-1, 1));
  }
}

const SILENT_EVENTS = { send: async () => {} };
const SILENT_LOG = { log: () => {}, metrics: () => {} };
