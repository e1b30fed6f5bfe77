import { Command } from 'commander';
import { fleetCommand } from '../../../operate/cli/fleet-command';
import type { FleetChoice, Host } from '../../../operate/cli/host';
import { shardCommand } from '../../../operate/cli/shard-command';
import type { MemoryFleet } from './memory-fleet';

/** What came of a command line. */
export interface Outcome {
  readonly printed: readonly string[];
  readonly progress: readonly string[];
  readonly failed: boolean;
  readonly choice: FleetChoice | undefined;
  readonly closed: boolean;
  /** What commander or the command threw. */
  readonly error: Error | undefined;
}

/** Gives the words of a command line, after `elastic-fleet`, to the commands with a fleet in memory. */
export async function command(fleet: MemoryFleet, ...words: readonly string[]): Promise<Outcome> {
  const printed: string[] = [];
  const progress: string[] = [];
  const seen: { failed: boolean; closed: boolean; choice?: FleetChoice } = { failed: false, closed: false };
  const host: Host = {
    open: async (choice) => {
      seen.choice = choice;
      return {
        address: fleet.address,
        ports: fleet.ports,
        close: () => {
          seen.closed = true;
        },
      };
    },
    print: (line) => void printed.push(line),
    progress: (line) => void progress.push(line),
    fail: () => {
      seen.failed = true;
    },
    user: 'jo',
  };
  const error = await parse(host, words);
  return { printed, progress, failed: seen.failed, choice: seen.choice, closed: seen.closed, error };
}

async function parse(host: Host, words: readonly string[]): Promise<Error | undefined> {
  const program = new Command('elastic-fleet').addCommand(fleetCommand(host)).addCommand(shardCommand(host));
  silence(program);
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function silence(program: Command): void {
  program.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  program.commands.forEach(silence);
}
