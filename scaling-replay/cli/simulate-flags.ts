import { Command, Option } from 'commander';
import { parsePositive } from '../../input/option-values';
import { type CloudWatchFlags, withCloudWatchOptions } from '../cloudwatch/cloudwatch-options';
import type { Actuator } from '../compare/contestants';
import { type LoadFlags, parseLeastUnits, parseSeconds, parseShare, withLoadOptions } from './load-options';

const DEFAULT_MAX_UNMET = 0.001;

/** What a user gave to `simulate`. */
export interface SimulateFlags extends LoadFlags, CloudWatchFlags {
  readonly trace?: string;
  readonly save?: string;
  readonly startUp?: number;
  readonly metricDelay?: number;
  readonly metricPeriod: '60' | '20';
  readonly maxUnmet: number;
  readonly policy?: string;
  readonly actuator: Actuator;
  readonly leastUnits: number;
  readonly unitPrice?: number;
  readonly compare: boolean;
  readonly series?: string;
  readonly html?: string;
  readonly json: boolean;
}

/** Returns the command `simulate` with its options, and without what it does. */
export function simulateOptions(): Command {
  const command = new Command('simulate')
    .description('replay a scaling policy on a past load: what it would have cost, and what it would have left unmet')
    .option('--trace <file>', 'load as CSV of minute,value; - reads standard input');
  withCloudWatchOptions(command).option('--save <file>', 'write the load that was read from CloudWatch as CSV');
  return withLoadOptions(command)
    .addOption(
      new Option('--start-up <seconds>', "from an order until its capacity serves (default: the policy's)").argParser(
        parseSeconds,
      ),
    )
    .addOption(
      new Option(
        '--metric-delay <seconds>',
        "from the end of a minute until its metrics can be read (default: the policy's, at least 60)",
      ).argParser(parseSeconds),
    )
    .addOption(
      new Option('--metric-period <seconds>', 'what a metric is the mean of; 20 shows parts of a minute early')
        .choices(['60', '20'])
        .default('60'),
    )
    .addOption(
      new Option('--max-unmet <fraction>', 'share of demand that may be unmet')
        .default(DEFAULT_MAX_UNMET)
        .argParser(parseShare),
    )
    .addOption(
      new Option('--policy <file>', 'scaling policy as JSON, instead of one predictive rule').conflicts([
        'maxUnmet',
        'leastUnits',
      ]),
    )
    .addOption(
      new Option('--actuator <kind>', 'set the desired number, or only a floor under target tracking')
        .choices(['desired', 'floor'])
        .default('desired'),
    )
    .addOption(new Option('--least-units <number>', 'units that always stay').default(1).argParser(parseLeastUnits))
    .addOption(new Option('--unit-price <dollars>', 'price of a unit for an hour').argParser(parsePositive))
    .option('--compare', 'replay target tracking, step scaling, HPA, KEDA, predictive scaling and others too', false)
    .option('--series <file>', 'write step,demand,desired,ready of each 15 s as CSV')
    .option('--html <file>', 'write a page with charts')
    .option('--json', 'print one JSON document', false);
}
