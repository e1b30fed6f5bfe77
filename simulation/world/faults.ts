import type { Clockwork } from '../engine/clockwork';
import type { Link } from '../engine/process';
import type { Machine } from './machine';
import type { Agent, Controller } from './residents';

/** What befalls machines and the controller, besides what befalls single calls. */
export const FAULT_KINDS = [
  'crash',
  'loss',
  'cut-table',
  'cut-homes',
  'pause',
  'service-hang',
  'service-restart',
  'controller-crash',
  'controller-cut',
  'clock-jump',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The world that faults befall. */
export interface FaultWorld {
  readonly clockwork: Clockwork;
  readonly machines: readonly Machine[];
  readonly group: { drop(instanceId: string): void };
  readonly controller: Controller;
  startAgent(machine: Machine): Promise<void>;
}

/** Instances that a schedule loses at most: the others must have room for all shards. */
const MOST_LOSSES = 2;

/** Brings faults about, and ends them when their time is over. */
export class Faults {
  /** No fault lasts beyond it. */
  endMs = 0;
  /** While true what strikes lasts as long as it may. */
  lasting = false;

  constructor(private readonly world: FaultWorld) {}

  /** Brings one about; false when it cannot be. */
  strike(kind: FaultKind, machine: Machine): boolean {
    const { clockwork, controller } = this.world;
    if (machine.isGone) {
      return false;
    }
    clockwork.trace?.add(clockwork.nowMs, machine.id, `FAULT ${kind}`, '');
    clockwork.steps += 1;
    switch (kind) {
      case 'crash':
        return this.crash(machine);
      case 'loss':
        return this.lose(machine);
      case 'cut-table':
        return this.cut(machine, 'table');
      case 'cut-homes':
        return this.cut(machine, 'homes');
      case 'pause':
        return this.pause(machine);
      case 'service-hang':
        return this.hang(machine);
      case 'service-restart':
        return this.restartService(machine);
      case 'controller-crash':
        return controller.crash();
      case 'controller-cut':
        controller.cutUntilMs = this.endOf(8_000);
        return true;
      case 'clock-jump':
        controller.jump();
        return true;
    }
  }

  /** An agent that ends by itself; the machine starts it anew once the service has stopped. */
  end(machine: Machine, agent: Agent): void {
    if (machine.agent === agent && agent.isAlive) {
      this.stop(machine, this.world.clockwork.random.between(50, 1_000));
    }
  }

  private crash(machine: Machine): boolean {
    if (!machine.agent?.isAlive) {
      return false;
    }
    const { random } = this.world.clockwork;
    const isQuick = random.chance(0.6);
    this.stop(machine, isQuick ? random.between(50, 600) : this.lastingMs(15_000));
    return true;
  }

  /** The service goes on for a moment, and only then the agent starts anew. */
  private stop(machine: Machine, restartMs: number): void {
    const { clockwork } = this.world;
    const { service, agent } = machine;
    const stopMs = clockwork.random.between(0, 300);
    if (agent) {
      agent.isAlive = false;
    }
    clockwork.after(stopMs, () => {
      if (service) {
        service.isRunning = false;
      }
    });
    clockwork.after(stopMs + restartMs, () => void this.world.startAgent(machine));
  }

  private lose(machine: Machine): boolean {
    const { clockwork, machines } = this.world;
    if (machines.filter(({ isGone }) => isGone).length >= MOST_LOSSES) {
      return false;
    }
    machine.isGone = true;
    if (machine.agent) {
      machine.agent.isAlive = false;
    }
    if (machine.service) {
      machine.service.isRunning = false;
    }
    machine.disk.clear();
    clockwork.after(clockwork.random.between(0, 4_000), () => this.world.group.drop(machine.id));
    return true;
  }

  private cut(machine: Machine, link: Link): boolean {
    machine.cutUntilMs[link] = this.endOf(!this.lasting && this.world.clockwork.random.chance(0.5) ? 4_000 : 40_000);
    return true;
  }

  private pause(machine: Machine): boolean {
    if (!machine.agent?.isAlive) {
      return false;
    }
    machine.agent.pausedUntilMs = this.endOf(!this.lasting && this.world.clockwork.random.chance(0.5) ? 3_000 : 40_000);
    return true;
  }

  private hang(machine: Machine): boolean {
    if (!machine.service?.isRunning) {
      return false;
    }
    machine.service.hungUntilMs = this.endOf(6_000);
    return true;
  }

  /** Only the service: what it had not put into files is gone, and it has forgotten what it had open. */
  private restartService(machine: Machine): boolean {
    if (!machine.service?.isRunning) {
      return false;
    }
    machine.service.restart();
    return true;
  }

  private endOf(mostMs: number): number {
    return this.world.clockwork.nowMs + this.lastingMs(mostMs);
  }

  private lastingMs(mostMs: number): number {
    const { nowMs, random } = this.world.clockwork;
    return Math.max(0, Math.min(this.lasting ? mostMs : random.between(mostMs / 8, mostMs), this.endMs - nowMs));
  }
}
