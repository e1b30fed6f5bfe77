import { Command, Option } from 'commander';
import { parseCount } from '../../input/option-values';
import type { OpenServices } from '../adapters/open-services';
import type { Report } from '../report';
import type { ServiceBook } from '../service/service-book';
import { reportServiceHistory, reportServices } from '../service/service-report';
import { withCloudOptions } from './cloud-options';
import type { FleetChoice, Host } from './host';
import { printOutcome } from './run-command';

/** What the commands need of the program that they are part of. */
export interface ServiceHost extends Host {
  openServices(choice: FleetChoice, scaler: string | undefined): Promise<OpenServices>;
}

interface ServiceFlags extends FleetChoice {
  readonly scaler?: string;
  readonly json: boolean;
}

interface HistoryFlags extends ServiceFlags {
  readonly service?: string;
  readonly limit: number;
}

/** Returns the command `service` with its subcommands. */
export function serviceCommand(host: ServiceHost): Command {
  const service = new Command('service').description('look at the ECS services that a service scaler decides about');
  for (const command of [statusCommand(host), historyCommand(host)]) {
    service.addCommand(withScalerOptions(command));
  }
  return service;
}

function statusCommand(host: ServiceHost): Command {
  return new Command('status')
    .description('list the services and what was decided last of each')
    .action((flags: ServiceFlags) => run(host, flags, reportServices));
}

function historyCommand(host: ServiceHost): Command {
  return new Command('history')
    .description('list what was decided and why, newest first; what repeats is kept once')
    .option('--service <cluster/service>', 'of this service alone')
    .addOption(new Option('--limit <count>', 'decisions to show').default(20).argParser(parseCount))
    .action((flags: HistoryFlags) =>
      run(host, flags, (book) => reportServiceHistory(book, flags.limit, flags.service)),
    );
}

function withScalerOptions(command: Command): Command {
  const named = command.option('--scaler <name>', 'service scaler to ask (default: the only one that is deployed)');
  return withCloudOptions(named, 'ask the cloud on this machine that local up runs');
}

async function run(
  host: ServiceHost,
  flags: ServiceFlags,
  work: (book: ServiceBook) => Promise<Report>,
): Promise<void> {
  await printOutcome(host, flags, async () => {
    const open = await host.openServices(flags, flags.scaler);
    try {
      return await work(open.book);
    } finally {
      open.close();
    }
  });
}
