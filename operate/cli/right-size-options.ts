import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Architecture } from '../../core/right-size/size';
import { SIZING_DEFAULTS } from '../../core/right-size/sizing-rule';
import { parseCount, parseNumber, parsePositive } from '../../input/option-values';
import { type CommonFlags, withCommonOptions } from './run-command';

/** What the options say. */
export interface RightSizeFlags extends CommonFlags {
  readonly service?: ServiceName;
  readonly csv?: string;
  readonly size?: string;
  readonly units: number;
  readonly architecture: Architecture;
  readonly nodeType?: string;
  readonly mountPath: string;
  readonly days: number;
  readonly sameSize: boolean;
  readonly leastDays: number;
  readonly quantile: number;
  readonly leastSaving: number;
  readonly leastUnits?: number;
  readonly prices?: string;
  readonly rollOut: boolean;
  readonly yes: boolean;
}

/** An ECS service. */
export interface ServiceName {
  readonly cluster: string;
  readonly service: string;
}

/** Returns the command with the options that say what is looked at, and how. */
export function withRightSizeOptions(command: Command): Command {
  const named = command
    .addOption(
      new Option('--service <cluster/service>', 'ECS service to look at, instead of a fleet')
        .argParser(parseService)
        .conflicts(['csv', 'fleet']),
    )
    .addOption(
      new Option('--csv <file>', 'use as CSV of minute,cpuPercent,memoryPercent,…; needs no account').conflicts(
        'fleet',
      ),
    );
  return withRollOutOptions(withRuleOptions(withSizeOptions(withCommonOptions(named))));
}

function withRollOutOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--roll-out', "give the service's task definition the recommended size")
        .default(false)
        .conflicts(['csv', 'fleet', 'leastUnits']),
    )
    .option('--yes', 'with --roll-out: do it; without this only what would be done is printed', false);
}

function withSizeOptions(command: Command): Command {
  return command
    .option('--size <size>', 'with --csv: <CPU units>/<MiB> of the task, or instance type of the node')
    .addOption(new Option('--units <count>', 'with --csv: tasks or nodes').default(1).argParser(parseCount))
    .addOption(
      new Option('--architecture <name>', 'with --csv: of tasks on Fargate')
        .choices(['x86_64', 'arm64'])
        .default('x86_64'),
    )
    .option('--node-type <type>', 'instance type that tasks run on, when that is not Fargate')
    .option('--mount-path <path>', "where a fleet's instance store is mounted", '/mnt/fleet');
}

function withRuleOptions(command: Command): Command {
  const { quantile, leastDays, leastSaving } = SIZING_DEFAULTS;
  const isShare = (value: number) => value >= 0 && value < 1;
  return command
    .addOption(new Option('--days <count>', 'last days to look at').default(14).argParser(parseDays))
    .option('--same-size', 'the size was the same in all those days: leave nothing out', false)
    .addOption(new Option('--least-days <count>', 'least days of values').default(leastDays).argParser(parsePositive))
    .addOption(
      new Option('--quantile <share>', 'part of the time that use must stay below its limit')
        .default(quantile)
        .argParser((text) => parseNumber(text, (value) => value >= 0.5 && value <= 1, 'a share from 0.5 to 1')),
    )
    .addOption(
      new Option('--least-saving <share>', 'saving that a change is worth')
        .default(leastSaving)
        .argParser((text) => parseNumber(text, isShare, 'a share from 0 to below 1')),
    )
    .addOption(
      new Option('--least-units <count>', 'weigh fewer larger and more smaller ones too, at least so many').argParser(
        parseCount,
      ),
    )
    .option('--prices <file>', 'prices as JSON (default: on demand in us-east-1)');
}

function parseService(text: string): ServiceName {
  const [, cluster, service] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (cluster === undefined || service === undefined) {
    throw new InvalidArgumentError('Give cluster and service, e.g. shop/web.');
  }
  return { cluster, service };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html for the 63 days */
function parseDays(text: string): number {
  return parseNumber(
    text,
    (value) => value > 0 && value <= 63,
    'days, at most 63: CloudWatch keeps five minutes no longer',
  );
}
