import { MOVE_STATES, type Move, type MoveState } from '../core/move/move';
import type { Clients } from './clients';
import { LEASE_MS } from './settings';
import { FAULT_KINDS, type FaultKind } from './world/faults';
import type { Machine } from './world/machine';
import type { World } from './world/world';

const LEAST_FAULTS = 3;
/** States that faults wait for; moves come to the last one seldom. */
const MOMENTS: readonly MoveState[] = [...MOVE_STATES, 'cancelled', 'cancelled', 'cancelled'];
/** Schedules in which the fleet is parked for a while. */
const PARK_FRACTION = 0.04;
/** By then a tick has usually read the nodes. */
const TICK_READS_MS = 150;
/** A flush is under way for about so long. */
const FLUSHING_MS = 150;
const SILENCING: readonly FaultKind[] = ['cut-table', 'pause'];

/** An instance is lost less often than others: each loss means a long wait for its lease. */
const MENDED = FAULT_KINDS.filter((kind) => kind !== 'loss');
const KINDS: readonly FaultKind[] = [...FAULT_KINDS, ...Array.from({ length: 6 }, () => MENDED).flat()];

/** A fault that strikes an end of the next move that comes to a state. */
interface WaitingFault {
  readonly state: MoveState;
  readonly kind: FaultKind;
}

/** What goes wrong in a schedule, and when. */
export class Trouble {
  /** Shards in order of what befell their moves. */
  readonly moved: string[] = [];

  constructor(private readonly world: World) {}

  /** Faults at times of their own, and faults that wait for a move to come to a state; not for ever. */
  plan(troubleMs: number): void {
    const { clockwork } = this.world;
    const { random } = clockwork;
    const count = LEAST_FAULTS + random.below(2);
    const waiting: WaitingFault[] = [];
    for (let fault = 0; fault < count; fault += 1) {
      const kind = random.pick(KINDS);
      if (random.chance(0.6)) {
        waiting.push({ state: random.pick(MOMENTS), kind });
      } else {
        clockwork.after(random.between(300, troubleMs * 0.9), () =>
          this.strike(kind, random.pick(this.world.machines)),
        );
      }
    }
    this.world.watchMoves(({ after }) => {
      this.moved.push(after.id);
      this.strikeWaiting(waiting, after.move);
    });
    clockwork.after(troubleMs * 0.7, () => {
      for (const { kind } of waiting.splice(0)) {
        clockwork.after(random.between(0, troubleMs * 0.25), () => this.strike(kind, random.pick(this.world.machines)));
      }
    });
  }

  /**
   * A node that serves is not heard of for longer than its lease, from right after a tick has seen its last renewal, in the
   * middle of a flush, by the slowest clock: the tightest case for the lease. Events wake the controller right then and
   * about when the lease is over.
   */
  silenceAnOwner(clients: Clients): void {
    const { clockwork, machines } = this.world;
    clockwork.after(clockwork.random.between(0, 3_000), () => {
      const owners = machines.filter(({ service }) => (service?.shards.size ?? 0) > 0);
      const [slowest] = owners.sort((left, right) => left.clockRate - right.clockRate);
      this.world.watchRenewals((machine) => {
        if (machine === slowest) {
          this.world.watchRenewals(undefined);
          this.silenceAfterTick(machine, clients);
        }
      });
    });
  }

  private silenceAfterTick(owner: Machine, clients: Clients): void {
    const { clockwork, controller } = this.world;
    const { random } = clockwork;
    controller.wakeAfter(0);
    clockwork.after(TICK_READS_MS, () => {
      const shards = [...(owner.service?.shards.keys() ?? [])];
      if (shards.length > 0) {
        clients.write(random.pick(shards), random.between(0, FLUSHING_MS));
      }
      clockwork.after(random.between(0, FLUSHING_MS), () => this.silence(owner));
    });
    controller.wakeAfter(LEASE_MS * random.between(0.8, 1));
  }

  private silence(machine: Machine): void {
    const { faults, clockwork } = this.world;
    faults.lasting = true;
    this.strike(clockwork.random.pick(SILENCING), machine);
    faults.lasting = false;
  }

  /** Now and then an operator parks the fleet, and thinks better of it. */
  park(troubleMs: number): void {
    const { clockwork, table } = this.world;
    const { random } = clockwork;
    if (!random.chance(PARK_FRACTION)) {
      return;
    }
    const setParked = (parked: boolean) => {
      clockwork.steps += 1;
      clockwork.trace?.add(clockwork.nowMs, 'operator', parked ? 'parks' : 'parks no more', '');
      table.switches = { ...table.switches, parked };
    };
    const fromMs = random.between(0, troubleMs / 2);
    clockwork.after(fromMs, () => setParked(true));
    clockwork.after(random.between(fromMs, troubleMs), () => setParked(false));
  }

  /** Strikes one end of the move, at once or a moment later. */
  private strikeWaiting(waiting: WaitingFault[], move: Move | undefined): void {
    const { clockwork, machines } = this.world;
    const { random } = clockwork;
    const position = move === undefined ? -1 : waiting.findIndex(({ state }) => state === move.state);
    const [fault] = position < 0 ? [] : waiting.splice(position, 1);
    if (fault === undefined) {
      return;
    }
    const end = random.chance(0.5) ? move?.from : move?.to;
    const machine = machines.find(({ id }) => id === (end ?? move?.to ?? move?.from)) ?? random.pick(machines);
    clockwork.after(random.chance(0.5) ? 0 : random.between(0, 200), () => this.strike(fault.kind, machine));
  }

  /** What cannot strike there gives way to what can. */
  private strike(kind: FaultKind, machine: Machine): void {
    const { random } = this.world.clockwork;
    let hasStruck = this.world.strike(kind, machine);
    while (!hasStruck) {
      hasStruck = this.world.strike(random.pick(KINDS), random.pick(this.world.machines));
    }
  }
}
