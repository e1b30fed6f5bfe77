import type { Command } from 'commander';
import { explainFault } from '../adapters/explain-fault';
import type { OpenFleet, Report } from '../report';
import { withCloudOptions } from './cloud-options';
import type { FleetChoice, Host } from './host';

/** Options that every command has. */
export interface CommonFlags extends FleetChoice {
  readonly json: boolean;
}

/** Returns the command with the options that say which fleet is meant and how to answer. */
export function withCommonOptions(command: Command): Command {
  const named = command.option('--fleet <name>', 'fleet to work on (default: the only one that is deployed)');
  return withCloudOptions(named, 'work on the cloud on this machine that local up runs, or local run --keep left');
}

/** Opens the fleet, does the work, prints what came of it, and closes the fleet. */
export async function runCommand(
  host: Host,
  flags: CommonFlags,
  work: (fleet: OpenFleet) => Promise<Report>,
): Promise<void> {
  await printOutcome(host, flags, async () => {
    const connected = await host.open(flags);
    try {
      const { address, ports } = connected;
      return await work({ address, ports, progress: changesOf((line) => host.progress(line)) });
    } finally {
      connected.close();
    }
  });
}

/** Does the work and prints what came of it; faults that we know say what to do. */
export async function printOutcome(
  host: Host,
  flags: Pick<CommonFlags, 'json'>,
  work: () => Promise<Report>,
): Promise<void> {
  try {
    printReport(host, flags, await work());
  } catch (error) {
    const explained = explainFault(error);
    if (flags.json) {
      host.print(JSON.stringify({ error: explained instanceof Error ? explained.message : String(explained) }));
    }
    throw explained;
  }
}

/** Passes a line on unless it says the same as the one before: a wait of hours would fill the screen. */
function changesOf(print: (line: string) => void): (line: string) => void {
  let last: string | undefined;
  return (line) => {
    if (line !== last) {
      last = line;
      print(line);
    }
  };
}

/** Prints a report as asked for. */
export function printReport(host: Host, { json }: Pick<CommonFlags, 'json'>, report: Report): void {
  if (json) {
    host.print(JSON.stringify(report.value, undefined, 2));
  } else {
    for (const line of report.lines) {
      host.print(line);
    }
  }
  if (!report.ok) {
    host.fail();
  }
}
