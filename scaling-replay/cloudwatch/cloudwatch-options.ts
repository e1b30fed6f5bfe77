import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { MetricSource } from '../../core/contract/scaled-service';
import { type AccountFlags, withAccountOptions } from '../../input/account-options';
import { collect, parseNumber } from '../../input/option-values';
import { MOST_DAYS } from './load-from-cloudwatch';

/** A metric that a user named. */
export interface CloudWatchFlags extends AccountFlags {
  readonly fromCloudwatch?: Pick<MetricSource, 'namespace' | 'name'>;
  readonly dimension?: readonly string[];
  readonly stat: string;
  readonly days: number;
}

/** How CloudWatch is reached. */
export type OpenCloudWatch = (flags: AccountFlags) => CloudWatchClient;

/** Returns the client that the SDK's usual settings make, unless told otherwise. */
export const openCloudWatch: OpenCloudWatch = ({ region, profile }) =>
  new CloudWatchClient({ ...(region ? { region } : {}), ...(profile ? { profile } : {}) });

/** Returns the command with the options that name a metric of CloudWatch. */
export function withCloudWatchOptions(command: Command): Command {
  const named = command
    .addOption(
      new Option(
        '--from-cloudwatch <namespace/metric>',
        'read the load from an account, e.g. AWS/SQS/NumberOfMessagesSent',
      )
        .argParser(parseMetric)
        .conflicts('trace'),
    )
    .addOption(
      new Option('--dimension <name=value>', 'dimension of the metric; give each').argParser(
        (text: string, before?: readonly string[]) => collect(checkedDimension(text), before),
      ),
    )
    .option('--stat <statistic>', 'statistic of the metric', 'Sum')
    .addOption(new Option('--days <number>', 'days to read, at most 15').default(14).argParser(parseDays));
  return withAccountOptions(named);
}

/** Returns the metric that the flags name. */
export function metricSourceOf({ fromCloudwatch, dimension = [], stat }: CloudWatchFlags): MetricSource | undefined {
  return (
    fromCloudwatch && { ...fromCloudwatch, dimensions: Object.fromEntries(dimension.map(pairOf)), statistic: stat }
  );
}

function parseMetric(text: string): Pick<MetricSource, 'namespace' | 'name'> {
  const cut = text.lastIndexOf('/');
  if (cut < 1 || cut === text.length - 1) {
    throw new InvalidArgumentError('Give namespace and name of a metric, e.g. AWS/ApplicationELB/RequestCount.');
  }
  return { namespace: text.slice(0, cut), name: text.slice(cut + 1) };
}

function checkedDimension(text: string): string {
  const [name, value] = pairOf(text);
  if (name === '' || value === '') {
    throw new InvalidArgumentError('Give a name and a value, e.g. LoadBalancer=app/web/50dc6c495c0c9188.');
  }
  return text;
}

function pairOf(text: string): readonly [string, string] {
  const cut = text.indexOf('=');
  return cut < 0 ? ['', ''] : [text.slice(0, cut), text.slice(cut + 1)];
}

function parseDays(text: string): number {
  const isValid = (value: number) => Number.isInteger(value) && value >= 1 && value <= MOST_DAYS;
  return parseNumber(text, isValid, `a whole number of days from 1 to ${MOST_DAYS}`);
}
