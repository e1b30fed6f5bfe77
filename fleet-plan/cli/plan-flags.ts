import { Command, Option } from 'commander';
import { OVER_MEAN } from '../../core/planner/planner-input';
import { parseNumber } from '../../input/option-values';
import { STRATEGIES, type Strategy } from '../strategy/fleet-plan';

/** What a user gave to `plan`. */
export interface PlanFlags {
  readonly shards?: string;
  readonly strategy: Strategy;
  readonly drain?: readonly string[];
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly threshold?: number;
  readonly all: boolean;
  readonly json: boolean;
}

/** Returns the command `plan` with its options, and without what it does. */
export function planOptions(): Command {
  return new Command('plan')
    .description('say which shards should move where, in how few bytes, from a fleet described as JSON')
    .argument('<fleet>', 'fleet as JSON: nodes, shards, moves in flight, policy')
    .option('--shards <file>', "shards as a line of JSON each, instead of the fleet's; - reads standard input")
    .addOption(
      new Option('--strategy <name>', 'fewest bytes for what is wanted, or each shard where a placement puts it')
        .choices(STRATEGIES)
        .default('balance'),
    )
    .option('--drain <id...>', 'empty these nodes')
    .option('--remove <id...>', 'these nodes are gone with all they held')
    .option('--add <id...>', 'these nodes come, shaped like the others; id:zone names the zone')
    .addOption(
      new Option(
        '--threshold <ratio>',
        "load of a node over its share that is planned for, and starts balancing (default: the policy's)",
      ).argParser(parseThreshold),
    )
    .option('--all', 'show all moves', false)
    .option('--json', 'print one JSON document', false);
}

function parseThreshold(text: string): number {
  const { least, most } = OVER_MEAN;
  return parseNumber(
    text,
    (value) => value >= least && value <= most,
    `a number from ${least} to ${most}, such as 1.05`,
  );
}
