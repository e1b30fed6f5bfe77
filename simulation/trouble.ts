import { MOVE_STATES, type Move, type MoveState } from '../core/move/move';
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
const SILENCING: readonly FaultKind[] = ['cut-table', 'cut-table', 'pause'];

/** An instance is lost less often than others: each loss means a long wait for its lease. */
const KINDS: readonly FaultKind[] = [...FAULT_KINDS, ...FAULT_KINDS.filter((kind) => kind !== 'loss')];

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
    const count = LEAST_FAULTS + random.below(3);
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
    this.world.onMove = ({ after }) => {
      this.moved.push(after.id);
      this.strikeWaiting(waiting, after.move);
    };
    clockwork.after(troubleMs * 0.7, () => {
      for (const { kind } of waiting.splice(0)) {
        clockwork.after(random.between(0, troubleMs * 0.25), () => this.strike(kind, random.pick(this.world.machines)));
      }
    });
  }

  /**
   * A node that serves is not heard of for longer than its lease, from right after a tick has seen its last renewal: the
   * tightest case for the lease.
   */
  silenceAnOwner(): void {
    const { clockwork, controller, machines, faults } = this.world;
    const { random } = clockwork;
    const silence = () => {
      const owners = machines.filter(({ service }) => (service?.shards.size ?? 0) > 0);
      const renewedMs = (machine: Machine) => machine.agent?.renewedMs ?? 0;
      const [latest] = owners.sort((left, right) => renewedMs(right) - renewedMs(left));
      if (latest) {
        faults.lasting = true;
        this.strike(random.pick(SILENCING), latest);
        faults.lasting = false;
      }
    };
    clockwork.after(random.between(0, 3_000), () => {
      controller.onTick = () => {
        controller.onTick = () => {};
        clockwork.after(TICK_READS_MS, silence);
      };
    });
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
    const machine = machines.find(({ id }) => id === (end ?? move?.to));
    if (machine) {
      clockwork.after(random.chance(0.5) ? 0 : random.between(0, 200), () => this.strike(fault.kind, machine));
    }
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
