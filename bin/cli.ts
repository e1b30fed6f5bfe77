import { Command } from 'commander';
import { exitStatus } from '../local/cli/interruption';
import { localCommand } from '../local/cli/local-command';
import { InterruptedError } from '../local/cloud/local-cloud-error';

/** The command line `elastic-fleet`. */
async function main(): Promise<void> {
  // The SDKs' notice about coming Node versions is nothing that a user of this program can act on.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const program = new Command('elastic-fleet').description('run and inspect elastic fleets');
  program.addCommand(localCommand());
  await program.parseAsync();
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
