import { Command, Option } from 'commander';
import { parseTime } from '../../input/option-values';
import { importShard } from '../shard/import-shard';
import { locateShard } from '../shard/locate-shard';
import { restoreShard } from '../shard/restore-shard';
import type { Host } from './host';
import { type CommonFlags, runCommand, withCommonOptions } from './run-command';

/** Returns the command `shard` with its subcommands. */
export function shardCommand(host: Host): Command {
  const shard = new Command('shard').description('look at one shard, restore it to a time, or import its first data');
  for (const command of [whereCommand(host), restoreCommand(host), importCommand(host)]) {
    shard.addCommand(withCommonOptions(command));
  }
  return shard;
}

function whereCommand(host: Host): Command {
  return new Command('where')
    .description('show who owns a shard, what its home holds, and whether table and home agree')
    .argument('<shard>', 'e.g. shard-00007')
    .action((shard: string, flags: CommonFlags) => runCommand(host, flags, (fleet) => locateShard(fleet, shard)));
}

interface RestoreFlags extends CommonFlags {
  readonly at: number;
  readonly yes: boolean;
}

function restoreCommand(host: Host): Command {
  return new Command('restore')
    .description("take back what a shard's home held at a time; the shard must have no owner")
    .argument('<shard>', 'e.g. shard-00007')
    .addOption(
      new Option('--at <time>', 'ISO time with its zone, e.g. 2026-11-30T03:00:00Z')
        .argParser(parseTime)
        .makeOptionMandatory(),
    )
    .option('--yes', 'do it; without this only what would be done is printed', false)
    .action((shardId: string, { at: atMs, yes, ...flags }: RestoreFlags) =>
      runCommand(host, flags, (fleet) => restoreShard(fleet, { shardId, atMs, user: host.user, yes })),
    );
}

function importCommand(host: Host): Command {
  return new Command('import')
    .description('make the files of a directory the first home of a shard that was never placed')
    .argument('<shard>', 'e.g. shard-00007')
    .requiredOption('--from <directory>', "directory with the shard's files")
    .action((shard: string, flags: CommonFlags & { readonly from: string }) =>
      runCommand(host, flags, (fleet) => importShard(fleet, shard, flags.from)),
    );
}
