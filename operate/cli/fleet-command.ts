import { Command, Option } from 'commander';
import { parseCount } from '../../input/option-values';
import { drainNode, undrainNode } from '../drain/drain-node';
import { reportMoveHistory, reportMoves } from '../moves/moves';
import { OperateError } from '../operate-error';
import { type RebuildWish, rebuildTable } from '../rebuild/rebuild-table';
import { haltFleet, resumeFleet } from '../switches/halt-fleet';
import type { Host } from './host';
import { parkCommand } from './park-command';
import { rollCommand } from './roll-command';
import { type CommonFlags, runCommand, withCommonOptions } from './run-command';
import { statusCommand } from './status-command';

/** Returns the command `fleet` with its subcommands. */
export function fleetCommand(host: Host): Command {
  const fleet = new Command('fleet').description('look at a deployed fleet and steer it');
  for (const command of [
    statusCommand(host),
    movesCommand(host),
    drainCommand(host),
    undrainCommand(host),
    haltCommand(host),
    resumeCommand(host),
    rollCommand(host),
    parkCommand(host),
    rebuildCommand(host),
  ]) {
    fleet.addCommand(withCommonOptions(command));
  }
  return fleet;
}

/** Of a history, unless said otherwise. */
const DECISIONS = 20;

interface MovesFlags extends CommonFlags {
  readonly history: boolean;
  readonly limit?: number;
  readonly shard?: string;
}

function movesCommand(host: Host): Command {
  return new Command('moves')
    .description('list the moves in flight, or what was decided about moves')
    .option('--history', "the rebalancer's last decisions, newest first", false)
    .addOption(
      new Option('--limit <count>', `with --history: decisions to show (default: ${DECISIONS})`).argParser(parseCount),
    )
    .option('--shard <id>', 'of this shard alone, e.g. shard-00007')
    .action(({ history, limit, shard, ...flags }: MovesFlags) => {
      if (limit !== undefined && !history) {
        throw new OperateError('--limit says how many decisions to show: give --history too, or leave it out');
      }
      return runCommand(host, flags, (fleet) =>
        history ? reportMoveHistory(fleet, limit ?? DECISIONS, shard) : reportMoves(fleet, shard),
      );
    });
}

function drainCommand(host: Host): Command {
  return new Command('drain')
    .description('empty a node and keep it')
    .argument('<node>', 'id of its instance')
    .option('--force', 'even if its shards do not all fit elsewhere', false)
    .action((node: string, flags: CommonFlags & { readonly force: boolean }) =>
      runCommand(host, flags, (fleet) => drainNode(fleet, node, flags.force)),
    );
}

function undrainCommand(host: Host): Command {
  return new Command('undrain')
    .description('let a drained node take shards again')
    .argument('<node>', 'id of its instance')
    .action((node: string, flags: CommonFlags) => runCommand(host, flags, (fleet) => undrainNode(fleet, node)));
}

function haltCommand(host: Host): Command {
  return new Command('halt')
    .description('stop new moves, take-overs and changes of size')
    .action((flags: CommonFlags) => runCommand(host, flags, haltFleet));
}

function resumeCommand(host: Host): Command {
  return new Command('resume')
    .description('end halt and park, and give the group its minimum size back')
    .action((flags: CommonFlags) => runCommand(host, flags, resumeFleet));
}

function rebuildCommand(host: Host): Command {
  return new Command('rebuild')
    .description("write lost or outdated rows of the table anew from the shards' manifests; halts the fleet")
    .option('--from-manifests', 'the only source there is, so it may be left out', true)
    .option('--yes', 'do it; without this only what would be done is printed', false)
    .option('--resume', 'resume the fleet at the end', false)
    .action((flags: CommonFlags & RebuildWish) => runCommand(host, flags, (fleet) => rebuildTable(fleet, flags)));
}
