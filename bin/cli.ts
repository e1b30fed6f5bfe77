import { Command } from 'commander';
import { planCommand } from '../fleet-plan/cli/plan-command';
import { exitStatus } from '../local/cli/interruption';
import { localCommand } from '../local/cli/local-command';
import { clientSettings } from '../local/cloud/cloud';
import { InterruptedError } from '../local/cloud/local-cloud-error';
import { thisProject } from '../local/cloud/project';
import { openKeptCloud } from '../local/cloud/state/kept-cloud';
import {
  type ConnectionSettings,
  type FleetChoice,
  fleetCommand,
  openAwsFleet,
  openRightSize,
  openServices,
  type RightSizeHost,
  rightSizeCommand,
  type ServiceHost,
  serviceCommand,
  shardCommand,
} from '../operate';
import { goOnWithoutReader } from '../output/go-on-without-reader';
import { simulateCommand } from '../scaling-replay/cli/simulate-command';
import { tuneCommand } from '../scaling-replay/cli/tune-command';
import { userName } from './user-name';

/** The package's version; the bundler fills it in. */
declare const CLI_VERSION: string;

/** The command line `elastic-fleet`. */
async function main(): Promise<void> {
  // The SDKs' notice about coming Node versions is nothing that a user of this program can act on.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  process.stdout.on('error', endWithReader);
  // A halted fleet is resumed, and what was started is stopped, though nobody reads what is said on the way.
  process.stderr.on('error', goOnWithoutReader);
  const program = new Command('elastic-fleet').description('run and inspect elastic fleets').version(CLI_VERSION);
  program.addCommand(localCommand());
  program.addCommand(fleetCommand(host));
  program.addCommand(shardCommand(host));
  program.addCommand(serviceCommand(host));
  program.addCommand(rightSizeCommand(host));
  program.addCommand(simulateCommand(host.print));
  program.addCommand(tuneCommand(host.print));
  program.addCommand(planCommand(host.print));
  await program.parseAsync();
}

const host: RightSizeHost & ServiceHost = {
  open: async (choice) => openAwsFleet(await connectionOf(choice), choice.fleet),
  openRightSize: async (choice) => openRightSize(await connectionOf(choice)),
  openServices: async (choice, scaler) => openServices(await connectionOf(choice), scaler),
  print: (line) => {
    process.stdout.write(`${line}\n`);
  },
  progress: (line) => {
    process.stderr.write(`${line}\n`);
  },
  fail: () => {
    process.exitCode = 1;
  },
  user: userName(),
};

/** Whoever reads us may stop early, as `head` does: that is no fault. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') {
    process.exit();
  }
  process.stderr.write(`elastic-fleet: the output cannot be written: ${error.message}\n`);
  process.exit(1);
}

/** `operator` names these calls in the local cloud's call log. */
async function connectionOf({ local, region, profile, workFolder }: FleetChoice): Promise<ConnectionSettings> {
  if (!local) {
    return { ...(region ? { region } : {}), ...(profile ? { profile } : {}) };
  }
  const cloud = await openKeptCloud(thisProject(workFolder));
  const settings = clientSettings(cloud, 'operator');
  await cloud.close();
  return settings;
}

main().catch((error: unknown) => {
  if (error instanceof InterruptedError) {
    process.stderr.write(`${error.message}; nothing was left running\n`);
    process.exit(exitStatus(error.signal));
  }
  process.stderr.write(`elastic-fleet: ${error instanceof Error ? describe(error) : String(error)}\n`);
  // Whatever still waits for the cloud would keep the process alive.
  process.exit(1);
});

/** Faults that we foresaw have a message for people; of any other the stack says more. */
function describe(error: Error): string {
  return error.name === 'Error' || error.name === 'TypeError' ? (error.stack ?? error.message) : error.message;
}
