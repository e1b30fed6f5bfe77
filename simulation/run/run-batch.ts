import { mutantNamed } from '../mutants/mutants';
import { runSchedule } from '../schedule';
import { Coverage } from '../world/coverage';
import { addOutcome, emptyTally, type Tally } from './tally';

/** Schedules to run one after another: every `stride`-th seed from the first one on. */
export interface Batch {
  readonly firstSeed: number;
  readonly schedules: number;
  readonly stride: number;
  /** Name of the safeguard to leave out. */
  readonly mutant?: string;
  /** Ends the batch at the first broken schedule. */
  readonly stopsWhenBroken?: boolean;
}

/** Runs a batch and returns what it came to. */
export async function runBatch(batch: Batch): Promise<Tally> {
  const mutant = batch.mutant === undefined ? undefined : mutantNamed(batch.mutant);
  const coverage = new Coverage();
  const tally = emptyTally();
  const stackTraceLimit = Error.stackTraceLimit;
  // Faults are thrown by the thousand, and nobody reads where.
  Error.stackTraceLimit = 0;
  const before = process.cpuUsage();
  for (let index = 0; index < batch.schedules; index += 1) {
    addOutcome(tally, await runSchedule(batch.firstSeed + index * batch.stride, coverage, mutant));
    if (batch.stopsWhenBroken && tally.broken.length > 0) {
      break;
    }
  }
  const used = process.cpuUsage(before);
  Error.stackTraceLimit = stackTraceLimit;
  tally.cpuMs = (used.user + used.system) / 1000;
  tally.coverage.splice(0, tally.coverage.length, ...coverage.counts);
  return tally;
}
