import { parseArgs } from 'node:util';
import type { Death } from '../death';
import { MUTANTS } from '../mutants/mutants';
import { parseDeath } from './death-option';

/** What the command is asked for. */
export interface Options {
  readonly schedules: number;
  readonly seed: number;
  readonly workers: number;
  readonly mutant?: string;
  /** Runs, for each seed, the schedules in which each process dies before each event. */
  readonly diesEverywhere: boolean;
  /** The death in the schedule to trace. */
  readonly death?: Death;
  /** Prints the trace of the one schedule of the seed. */
  readonly isTraced: boolean;
  /** Lines of the trace to print, from its end. */
  readonly lines: number;
}

export const USAGE = `Usage: npm run simulate-faults -- [options]

  --schedules N   schedules to run, seeds S to S + N - 1 (default 2000)
  --seed S        first seed (default 1)
  --workers W     processes (default 1)
  --mutant NAME   leave a safeguard out: ${MUTANTS.map(({ name }) => name).join(', ')}
  --deaths        instead, for each seed: each process dies once before each event, and nothing else goes wrong
  --death E:K:M   with --trace: the schedule in which kind K befalls machine M before event E
  --trace         run the one schedule of the seed and print its trace
  --lines L       lines of a trace to print, from its end (default 200)`;

/** @throws Error that names the option, what was given and what is accepted. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      schedules: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: '1' },
      mutant: { type: 'string' },
      deaths: { type: 'boolean', default: false },
      death: { type: 'string' },
      trace: { type: 'boolean', default: false },
      lines: { type: 'string', default: '200' },
    },
  });
  const { mutant } = values;
  if (mutant !== undefined && !MUTANTS.some(({ name }) => name === mutant)) {
    const names = MUTANTS.map(({ name }) => name).join(', ');
    throw new Error(`--mutant ${mutant}: there is no such mutant; give one of ${names}`);
  }
  if (values.death !== undefined && !values.trace) {
    throw new Error('--death is of one schedule: give --trace, too');
  }
  return {
    schedules: wholeNumber('schedules', values.schedules, 1),
    seed: wholeNumber('seed', values.seed, 0),
    workers: wholeNumber('workers', values.workers, 1),
    ...(mutant === undefined ? {} : { mutant }),
    diesEverywhere: values.deaths,
    ...(values.death === undefined ? {} : { death: parseDeath(values.death) }),
    isTraced: values.trace,
    lines: wholeNumber('lines', values.lines, 1),
  };
}

function wholeNumber(name: string, given: string, least: number): number {
  const number = Number(given);
  if (!Number.isSafeInteger(number) || number < least) {
    throw new Error(`--${name} ${given}: give a whole number of at least ${least}`);
  }
  return number;
}
