import { Command, InvalidArgumentError, Option } from 'commander';
import { LONGEST_SECONDS } from '../../core/scaling-policy/check-scaling-rules';
import { parseNumber, parsePositive } from '../../input/option-values';
import type { Actuator } from '../compare/contestants';
import { type LoadFlags, parseLeastUnits, parseMostUnits, parseShare, withLoadOptions } from './load-options';

const RISKS: readonly number[] = [0.0003, 0.001, 0.003, 0.01, 0.03];

/** What a user gave to `tune`. */
export interface TuneFlags extends LoadFlags {
  readonly trace: string;
  readonly startUp: readonly number[];
  readonly metricDelay: number;
  readonly holdout: number;
  readonly maxUnmet: number;
  readonly targetCost?: number;
  readonly risks: readonly number[];
  readonly actuator: Actuator | 'both';
  readonly leastUnits: number;
  readonly mostUnits?: number;
  readonly out?: string;
  readonly json: boolean;
}

/** Returns the command `tune` with its options, and without what it does. */
export function tuneOptions(): Command {
  const command = new Command('tune')
    .description('try risks, start-up times and actuators on a past load, and write the policy that fits it')
    .requiredOption('--trace <file>', 'load as CSV of minute,value; - reads standard input');
  return withLoadOptions(command)
    .addOption(
      new Option('--start-up <seconds...>', 'from an order until its capacity serves; the choice is among the first')
        .argParser((text: string, before?: readonly number[]) => [...(before ?? []), parsePolicySeconds(text)])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--metric-delay <seconds>', 'from the end of a minute until its metrics can be read')
        .default(60)
        .argParser(parsePolicySeconds),
    )
    .addOption(
      new Option('--holdout <share>', 'last part of the load, on which nothing is chosen')
        .default(0.3)
        .argParser(parseShare),
    )
    .addOption(
      new Option('--max-unmet <fraction>', 'choose the cheapest that leaves no more unmet')
        .default(0.001)
        .argParser(parseShare),
    )
    .addOption(
      new Option('--target-cost <multiple>', 'choose what leaves least unmet at no more than this cost ÷ oracle')
        .argParser(parsePositive)
        .conflicts('maxUnmet'),
    )
    .addOption(new Option('--risks <list>', 'settings to try').default(RISKS, RISKS.join(',')).argParser(parseRisks))
    .addOption(
      new Option('--actuator <kind>', 'ways to carry a decision out that are tried')
        .choices(['desired', 'floor', 'both'])
        .default('both'),
    )
    .addOption(new Option('--least-units <number>', 'units that always stay').default(1).argParser(parseLeastUnits))
    .addOption(
      new Option('--most-units <number>', "most units ever (default: 1.5 times the load's peak)").argParser(
        parseMostUnits,
      ),
    )
    .option('--out <file>', 'write the policy that is chosen as JSON')
    .option('--json', 'print one JSON document', false);
}

function parseRisks(text: string): readonly number[] {
  const risks = text.split(',').map(parseShare);
  if (new Set(risks).size < risks.length) {
    throw new InvalidArgumentError('Give each setting once.');
  }
  return risks;
}

function parsePolicySeconds(text: string): number {
  const isValid = (value: number) => value >= 0 && value <= LONGEST_SECONDS;
  return parseNumber(text, isValid, `seconds from 0 to ${LONGEST_SECONDS}, the most that a policy holds`);
}
