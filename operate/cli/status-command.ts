import { Command, Option } from 'commander';
import type { LeaseObservations } from '../../core/fleet/membership';
import { parseCount } from '../../input/option-values';
import type { OpenFleet, Report } from '../report';
import { fleetStatus } from '../status/fleet-status';
import { readDecisions, readFleet } from '../status/fleet-view';
import { renderStatus } from '../status/render-status';
import type { Host } from './host';
import { type CommonFlags, printReport, runCommand } from './run-command';

interface StatusFlags extends CommonFlags {
  readonly watch?: number | true;
}

const DEFAULT_WATCH_SECONDS = 10;
/** Decisions of each controller that are shown. */
const DECISIONS = 2;

/** Returns the command `status`. */
export function statusCommand(host: Host): Command {
  return new Command('status')
    .description('show size, nodes, shards, switches and the last decisions')
    .addOption(
      new Option('--watch [seconds]', `look again every so often (default: ${DEFAULT_WATCH_SECONDS})`)
        .argParser(parseCount)
        .conflicts('json'),
    )
    .action((flags: StatusFlags) => runCommand(host, flags, (fleet) => show(host, flags, fleet)));
}

/** Looks once, or again and again until the program is ended; later looks also tell which nodes are silent. */
async function show(host: Host, flags: StatusFlags, fleet: OpenFleet): Promise<Report> {
  let look = await lookAt(fleet, {});
  while (flags.watch !== undefined) {
    printReport(host, flags, { ...look.report, ok: true });
    host.print('');
    const seconds = flags.watch === true ? DEFAULT_WATCH_SECONDS : flags.watch;
    await fleet.ports.pause(seconds * 1000);
    look = await lookAt(fleet, look.observations);
  }
  return look.report;
}

interface Look {
  readonly report: Report;
  readonly observations: LeaseObservations;
}

async function lookAt({ address, ports }: OpenFleet, before: LeaseObservations): Promise<Look> {
  const [view, decisions] = await Promise.all([readFleet(address, ports, before), readDecisions(ports, DECISIONS)]);
  const status = fleetStatus(view, decisions);
  const report = { value: status, lines: renderStatus(status), ok: true };
  return { report, observations: view.observations };
}
