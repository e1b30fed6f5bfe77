import { type Command, Option } from 'commander';
import { MOST_UNITS } from '../../core/scaling-policy/check-scaling-policy';
import { parseNumber, parsePositive } from '../../input/option-values';
import type { LoadReading } from '../load/load';

/** What a user says of a load, whatever is done with it. */
export interface LoadFlags {
  readonly meanUnits?: number;
  readonly unitCapacity?: number;
  readonly missing: NonNullable<LoadReading['missing']>;
  readonly counter: boolean;
  readonly times?: NonNullable<LoadReading['times']>;
}

/** Returns how the load is to be read. */
export function readingOf({ missing, counter, times }: LoadFlags): LoadReading {
  return { missing, isCounter: counter, times };
}

/** Returns the command with the options that say how a load is read and how large it is. */
export function withLoadOptions(command: Command): Command {
  return command
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
      new Option('--missing <how>', 'what a minute that is missing counts as: the value before it, or nothing asked')
        .choices(['hold', 'zero'])
        .default('hold'),
    )
    .addOption(
      new Option('--times <unit>', "what the load's first column counts (default: minutes)").choices([
        'minutes',
        'seconds',
      ]),
    )
    .option('--counter', 'the values are those of a counter that grows; what counts is its growth', false);
}

/** Returns a time in seconds. @throws InvalidArgumentError otherwise. */
export function parseSeconds(text: string): number {
  return parseNumber(text, (value) => value >= 0 && value <= 86_400, 'seconds from 0 to 86400');
}

/** Returns a share. @throws InvalidArgumentError otherwise. */
export function parseShare(text: string): number {
  return parseNumber(text, (value) => value > 0 && value < 1, 'a share above 0 and below 1, such as 0.001');
}

/** Returns as many units as a policy may keep. @throws InvalidArgumentError otherwise. */
export function parseLeastUnits(text: string): number {
  return parseUnits(text, 0);
}

/** Returns as many units as a policy may hold at most. @throws InvalidArgumentError otherwise. */
export function parseMostUnits(text: string): number {
  return parseUnits(text, 1);
}

function parseUnits(text: string, least: number): number {
  const isValid = (value: number) => Number.isInteger(value) && value >= least && value <= MOST_UNITS;
  return parseNumber(text, isValid, `a whole number of units from ${least} to ${MOST_UNITS}`);
}
