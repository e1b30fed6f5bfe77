import { MOVE_STATES, type MoveState } from '../../core/move/move';
import { MOVE_EVENTS, MOVE_TRANSITIONS } from '../../core/move/move-machine';
import { CALL_FAULTS } from '../engine/calls';
import { FAULT_KINDS, type FaultKind } from './faults';

/** Faults of a machine that matter to a move, by the end that they befall. */
const END_FAULTS: readonly FaultKind[] = [
  'crash',
  'loss',
  'cut-table',
  'cut-homes',
  'pause',
  'service-hang',
  'service-restart',
];

/** What a state of a move can meet: its events, faults of either end, faults of calls about the shard, old rows. */
export const COVERED: readonly string[] = [
  ...MOVE_EVENTS,
  ...END_FAULTS.flatMap((fault) => [`source ${fault}`, `target ${fault}`]),
  ...CALL_FAULTS,
  ...FAULT_KINDS.filter((fault) => fault.startsWith('controller')),
  'old-row',
];

const COLUMNS = new Map(COVERED.map((name, index) => [name, index]));

/** How often each state of a move met each event and fault. */
export class Coverage {
  readonly counts: number[] = new Array(MOVE_STATES.length * COVERED.length).fill(0);

  add(state: MoveState, what: string): void {
    const column = COLUMNS.get(what);
    if (column !== undefined) {
      const cell = MOVE_STATES.indexOf(state) * COVERED.length + column;
      this.counts[cell] = (this.counts[cell] ?? 0) + 1;
    }
  }

  merge(other: readonly number[]): void {
    other.forEach((count, cell) => {
      this.counts[cell] = (this.counts[cell] ?? 0) + count;
    });
  }

  of(state: MoveState, what: string): number {
    return this.counts[MOVE_STATES.indexOf(state) * COVERED.length + (COLUMNS.get(what) ?? 0)] ?? 0;
  }

  /** Pairs that can be and never were. */
  uncovered(): readonly string[] {
    return MOVE_STATES.flatMap((state) =>
      COVERED.filter((what) => canBe(state, what) && this.of(state, what) === 0).map((what) => `${state} × ${what}`),
    );
  }
}

/** Whether the state takes the event; a fault it takes always. */
export function canBe(state: MoveState, what: string): boolean {
  const event = MOVE_EVENTS.find((name) => name === what);
  return event === undefined || MOVE_TRANSITIONS[state][event] !== undefined;
}
