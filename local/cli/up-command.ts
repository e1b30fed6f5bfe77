import { Command, Option } from 'commander';
import { InterruptedError } from '../cloud/local-cloud-error';
import { thisProject } from '../cloud/project';
import { runLive } from '../live/run-live';
import { interruptible } from './interruption';
import { parseCount } from './option-values';

interface UpFlags {
  readonly blueprint: string;
  readonly context: readonly string[];
  readonly tickSeconds: number;
  readonly workFolder?: string;
}

/** Returns the command `local up`: a fleet in real time, to try the operators' commands on. */
export function upCommand(): Command {
  const collect = (value: string, before: readonly string[]) => [...before, value];
  return new Command('up')
    .description('deploy to a cloud on this machine and keep the fleet alive in real time until Ctrl-C')
    .option('--blueprint <name>', 'blueprint to deploy', 'elastic-database')
    .addOption(
      new Option('-c, --context <name=value>', 'context value for the blueprint; may be repeated')
        .default([] as readonly string[], 'none')
        .argParser(collect),
    )
    .addOption(
      new Option('--tick-seconds <number>', 'how often the controllers tick').default(10).argParser(parseCount),
    )
    .option('--work-folder <folder>', 'folder for what a run writes (default: .local of the checkout)')
    .action(up);
}

async function up({ workFolder, context, ...flags }: UpFlags): Promise<void> {
  try {
    await interruptible((signal) =>
      runLive({
        ...flags,
        project: thisProject(workFolder),
        environment: process.env,
        context: Object.fromEntries(context.map(parseContext)),
        signal,
        onStep: (step) => process.stderr.write(`${step}\n`),
        onUp: (endpoint) =>
          process.stdout.write(
            `The fleet is up at ${endpoint}. In another shell: elastic-fleet fleet status --local\nCtrl-C ends it.\n`,
          ),
      }),
    );
  } catch (error) {
    if (!(error instanceof InterruptedError)) {
      throw error;
    }
  }
}

/** @throws Error when the text is no pair. */
function parseContext(text: string): readonly [string, string] {
  const [name = '', ...rest] = text.split('=');
  if (name === '' || rest.length === 0) {
    throw new Error(`--context ${text} is no pair; accepted: name=value, e.g. nodes=3`);
  }
  return [name, rest.join('=')];
}
