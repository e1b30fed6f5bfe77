import { Command } from 'commander';
import { awaitPark, parkFleet } from '../park/park-fleet';
import type { Host } from './host';
import { type CommonFlags, runCommand } from './run-command';
import { type WaitingFlags, waitingOf, withWaiting } from './waiting-options';

/** Returns the command `park`. */
export function parkCommand(host: Host): Command {
  const command = new Command('park').description('flush and let go of every shard, and end all instances');
  return withWaiting(command, '60m').action((flags: CommonFlags & WaitingFlags) =>
    runCommand(host, flags, async (fleet) => {
      const ordered = await parkFleet(fleet);
      if (!flags.wait) {
        return ordered;
      }
      fleet.progress(ordered.lines[0] ?? '');
      return awaitPark(fleet, waitingOf(flags));
    }),
  );
}
