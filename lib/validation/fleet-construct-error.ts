import type { IConstruct } from 'constructs';

/** One thing that is wrong with what a construct was given. */
export interface Fault {
  /** Stable, for programs and searches, e.g. `CapacityOutOfRange`. */
  readonly code: string;
  /** What was given, e.g. `minCapacity is 5`. */
  readonly given: string;
  /** What is accepted instead. */
  readonly accepted: string;
  /** What to change. */
  readonly fix: string;
}

/** The one error that the constructs throw: every fault of one construct, or of a file that one is made from, with its path. */
export class FleetConstructError extends Error {
  /** Code of the first fault. */
  readonly code: string;
  readonly constructPath: string;

  /**
   * @param place the construct, or the name of what was read or written before there was one
   * @param lines each fault with its code, as `renderFault` words it
   */
  constructor(place: IConstruct | string, code: string, lines: readonly string[]) {
    const path = typeof place === 'string' ? place : place.node.path;
    super(renderMessage(path, lines));
    this.name = 'FleetConstructError';
    this.code = code;
    this.constructPath = path;
  }
}

/** Returns one fault as a sentence that says what was given, what is accepted, and the fix. */
export function renderFault(fault: Fault): string {
  return `[${fault.code}] ${fault.given}. Accepted: ${fault.accepted}. Fix: ${fault.fix}.`;
}

function renderMessage(path: string, lines: readonly string[]): string {
  const heading = `${path || 'App'}: ${lines.length} ${lines.length === 1 ? 'fault' : 'faults'} in its properties`;
  return [heading, ...lines.map((line) => `  - ${line}`)].join('\n');
}
