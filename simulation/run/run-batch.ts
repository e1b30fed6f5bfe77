import { dieEverywhere } from '../die-everywhere';
import { mutantNamed } from '../mutants/mutants';
import { type Mutant, type Outcome, runSchedule } from '../schedule';
import { Coverage } from '../world/coverage';
import { addOutcome, emptyTally, type Tally } from './tally';

/** Schedules to run one after another: every `stride`-th seed from the first one on. */
export interface Batch {
  readonly firstSeed: number;
  readonly schedules: number;
  readonly stride: number;
  /** Name of the safeguard to leave out. */
  readonly mutant?: string;
  /** Instead of the schedule of a seed, those in which each process dies before each event. */
  readonly diesEverywhere?: boolean;
  /** Ends the batch at the first broken schedule. */
  readonly stopsWhenBroken?: boolean;
}

async function* outcomesOf(batch: Batch, coverage: Coverage, mutant: Mutant | undefined): AsyncGenerator<Outcome> {
  for (let index = 0; index < batch.schedules; index += 1) {
    const seed = batch.firstSeed + index * batch.stride;
    if (batch.diesEverywhere) {
      yield* dieEverywhere(seed, coverage, mutant);
    } else {
      yield await runSchedule(seed, coverage, mutant);
    }
  }
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
  for await (const outcome of outcomesOf(batch, coverage, mutant)) {
    addOutcome(tally, outcome);
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
