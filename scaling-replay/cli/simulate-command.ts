import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parsePositive } from '../../local/cli/option-values';
import type { Actuator } from '../compare/contestants';
import { type Simulation, simulate } from '../compare/simulate';
import { type Conditions, demandOfMinutes } from '../engine/conditions';
import { type Load, LoadError, parseLoad } from '../load/parse-load';
import { type LoadSize, scaleLoad } from '../load/scale-load';
import { renderScores } from './render-scores';
import { renderSeries } from './render-series';

const DEFAULT_MAX_UNMET = 0.001;
const DEFAULT_METRIC_DELAY = 60;

interface SimulateFlags {
  readonly trace: string;
  readonly meanUnits?: number;
  readonly unitCapacity?: number;
  readonly startUp: number;
  readonly metricDelay: number;
  readonly maxUnmet: number;
  readonly actuator: Actuator;
  readonly leastUnits: number;
  readonly unitPrice?: number;
  readonly compare: boolean;
  readonly series?: string;
  readonly json: boolean;
}

/** Returns the command `simulate`, which replays the scaling policy on a past load. `print` takes its output line by line. */
export function simulateCommand(print: (line: string) => void): Command {
  return new Command('simulate')
    .description('replay the scaling policy on a past load: what it would have cost, and what it would have left unmet')
    .requiredOption('--trace <file>', 'load as CSV of minute,value')
    .addOption(
      new Option('--mean-units <number>', 'size the load so that its mean needs so many units')
        .argParser(parsePositive)
        .conflicts('unitCapacity'),
    )
    .addOption(
      new Option('--unit-capacity <number>', 'what one unit serves, in the values of the load').argParser(
        parsePositive,
      ),
    )
    .addOption(
      new Option('--start-up <seconds>', 'from an order until its capacity serves')
        .argParser(parseSeconds)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--metric-delay <seconds>', 'from the end of a minute until its metrics can be read')
        .default(DEFAULT_METRIC_DELAY)
        .argParser(parseSeconds),
    )
    .addOption(
      new Option('--max-unmet <fraction>', 'share of demand that may be unmet')
        .default(DEFAULT_MAX_UNMET)
        .argParser(parseShare),
    )
    .addOption(
      new Option('--actuator <kind>', 'set the desired number, or only a floor under target tracking')
        .choices(['desired', 'floor'])
        .default('desired'),
    )
    .addOption(new Option('--least-units <number>', 'units that always stay').default(1).argParser(parseWhole))
    .addOption(new Option('--unit-price <dollars>', 'price of a unit for an hour').argParser(parsePositive))
    .option('--compare', 'replay target tracking, step scaling, HPA, KEDA, predictive scaling and others too', false)
    .option('--series <file>', 'write step,demand,desired,ready of each 15 s as CSV')
    .option('--json', 'print one JSON document', false)
    .action((flags: SimulateFlags) => run(flags, print));
}

async function run(flags: SimulateFlags, print: (line: string) => void): Promise<void> {
  const load = parseLoad(await readText(flags.trace), path.basename(flags.trace));
  const conditions = conditionsOf(flags, load);
  const { maxUnmet, actuator, compare, series } = flags;
  const simulation = simulate({ conditions, maxUnmet, actuator, compares: compare });
  if (series !== undefined) {
    await writeFile(series, renderSeries(conditions, simulation.outcome));
  }
  if (flags.json) {
    print(
      JSON.stringify({ ...simulation.ours, filledMinutes: load.filledMinutes, peers: simulation.peers }, undefined, 2),
    );
    return;
  }
  for (const line of report(flags, load, simulation)) {
    print(line);
  }
}

function conditionsOf(flags: SimulateFlags, load: Load): Conditions {
  const { startUp: startUpSeconds, metricDelay: metricDelaySeconds, leastUnits } = flags;
  const demand = demandOfMinutes(scaleLoad(load.values, sizeOf(flags)));
  const lead = startUpSeconds + metricDelaySeconds;
  if (load.values.length * 60 <= lead) {
    throw new LoadError(
      `the load has ${load.values.length} minutes, and the first order serves after ${lead} s: give a longer one`,
    );
  }
  return { demand, startUpSeconds, metricDelaySeconds, leastUnits };
}

function sizeOf({ meanUnits, unitCapacity }: SimulateFlags): LoadSize {
  if (meanUnits !== undefined) {
    return { meanUnits };
  }
  if (unitCapacity !== undefined) {
    return { unitCapacity };
  }
  throw new LoadError('say how large the load is: give --mean-units or --unit-capacity');
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new LoadError(`the load ${file} cannot be read: ${(error as Error).message}`);
  }
}

function report(
  { unitPrice }: SimulateFlags,
  { values, filledMinutes }: Load,
  simulation: Simulation,
): readonly string[] {
  const filled =
    filledMinutes > 0
      ? [`${filledMinutes} of ${values.length} minutes are missing; each holds the value before it`]
      : [];
  return [...filled, ...renderScores(simulation, unitPrice)];
}

function parseSeconds(text: string): number {
  return parseNumber(text, (value) => value >= 0 && value <= 86_400, 'seconds from 0 to 86400');
}

function parseShare(text: string): number {
  return parseNumber(text, (value) => value > 0 && value < 1, 'a share above 0 and below 1, such as 0.001');
}

function parseWhole(text: string): number {
  return parseNumber(text, (value) => Number.isInteger(value) && value >= 0, 'a whole number of at least 0');
}

function parseNumber(text: string, isValid: (value: number) => boolean, accepted: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || !isValid(value)) {
    throw new InvalidArgumentError(`Give ${accepted}.`);
  }
  return value;
}
