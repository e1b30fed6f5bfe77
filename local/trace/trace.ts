/** A load to replay, one value a minute, in units of what one node serves at 100 %. */
export interface Trace {
  /** What it is called in the report. */
  readonly name: string;
  /** Demand by minute from 0, each at least 0. */
  readonly demand: readonly number[];
  readonly events: readonly TraceEvent[];
}

/** Something that befalls the fleet while the trace runs. */
export interface TraceEvent {
  /** The minute at whose start it happens. */
  readonly minute: number;
  readonly kind: 'node-failure';
}

/** How much of a trace to replay, and its size. */
export interface TraceSize {
  /** Whole minutes, at least 1. */
  readonly minutes: number;
  /** Mean demand over these minutes, above 0. */
  readonly meanUnits: number;
}

/** The trace cannot be replayed; the message names every fault and the fix. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}

/** Returns what is wrong with the size asked for, in words; empty when nothing is. */
export function traceSizeFaults(size: TraceSize): readonly string[] {
  const faults: string[] = [];
  if (!Number.isInteger(size.minutes) || size.minutes < 1) {
    faults.push(`--minutes takes a whole number of at least 1, given ${size.minutes}`);
  }
  if (!Number.isFinite(size.meanUnits) || size.meanUnits <= 0) {
    faults.push(`--mean-units takes a number above 0, given ${size.meanUnits}`);
  }
  return faults;
}

/**
 * Returns the values scaled so that their mean is `meanUnits`.
 * @throws TraceError when all are 0.
 */
export function scaleToMean(values: readonly number[], meanUnits: number): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (!(mean > 0)) {
    throw new TraceError(`all ${values.length} replayed minutes are 0, so they cannot be scaled to a mean`);
  }
  return values.map((value) => (value / mean) * meanUnits);
}
