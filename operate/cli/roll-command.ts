import { Command, Option } from 'commander';
import { collect, parseCount } from '../../input/option-values';
import type { OpenFleet, Report } from '../report';
import { awaitRoll, cancelRoll, startRoll } from '../roll/roll-fleet';
import type { Host } from './host';
import { type CommonFlags, runCommand } from './run-command';
import { type WaitingFlags, waitingOf, withWaiting } from './waiting-options';

interface RollFlags extends CommonFlags, WaitingFlags {
  readonly all: boolean;
  readonly node?: readonly string[];
  readonly maxUnavailable?: number;
  readonly cancel: boolean;
}

/** Returns the command `roll`. */
export function rollCommand(host: Host): Command {
  const command = new Command('roll')
    .description('replace nodes, a few at a time; those of an older launch template version unless said otherwise')
    .option('--all', 'replace every node', false)
    .addOption(new Option('--node <id>', 'replace this node; may be repeated').argParser(collect).conflicts('all'))
    .addOption(
      new Option('--max-unavailable <count>', 'nodes out of service at once (default: a tenth, at least 1)').argParser(
        parseCount,
      ),
    )
    .addOption(
      new Option('--cancel', 'stop the roll in progress')
        .default(false)
        .conflicts(['all', 'node', 'maxUnavailable', 'wait']),
    );
  return withWaiting(command, '4h').action((flags: RollFlags) =>
    runCommand(host, flags, (fleet) => (flags.cancel ? cancelRoll(fleet) : roll(fleet, flags))),
  );
}

/** To wait for a roll that is in progress is no order for another one. */
async function roll(fleet: OpenFleet, flags: RollFlags): Promise<Report> {
  const { all, node: nodes = [], maxUnavailable, wait } = flags;
  const names = all || nodes.length > 0 || maxUnavailable !== undefined;
  const { roll: current } = await fleet.ports.switches.read();
  if (wait && !names && current !== undefined) {
    return awaitRoll(fleet, waitingOf(flags));
  }
  const wish = { all, nodes, ...(maxUnavailable === undefined ? {} : { maxUnavailable }) };
  const started = await startRoll(fleet, wish);
  if (!wait || !started.value.started) {
    return started;
  }
  started.lines.forEach(fleet.progress);
  return awaitRoll(fleet, waitingOf(flags));
}
