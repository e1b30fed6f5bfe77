import { Command, Option } from 'commander';
import { parseCount } from '../../input/option-values';
import { thisProject } from '../cloud/project';
import { runLive } from '../live/run-live';
import { type AppFlags, chosenApp, withAppOptions } from './app-options';
import { addContextValue, type ContextValues } from './context-values';
import { interruptible } from './interruption';

interface UpFlags extends AppFlags {
  readonly context: ContextValues;
  readonly tickSeconds: number;
  readonly workFolder?: string;
}

/**
 * A blueprint's fleet that a laptop carries. Manual scaling, because agents measure the machine that all of them share: it would be
 * taken for a fleet under load.
 */
const BLUEPRINT_CONTEXT: ContextValues = { nodes: '3', shards: '12', lease: '10', scaling: 'manual' };

/** Returns the command `local up`: a fleet in real time, to try the operators' commands on. */
export function upCommand(): Command {
  return withAppOptions(new Command('up'))
    .description('deploy to a cloud on this machine and keep the fleet alive in real time until Ctrl-C')
    .addOption(
      new Option('-c, --context <name=value>', 'context value for the app; may be repeated')
        .default({}, `${describe(BLUEPRINT_CONTEXT)} for the blueprint`)
        .argParser(addContextValue),
    )
    .addOption(new Option('--tick-seconds <number>', 'how often the controllers tick').default(5).argParser(parseCount))
    .option('--work-folder <folder>', 'folder for what a run writes (default: .local)')
    .action(up);
}

function describe(values: ContextValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

async function up({ workFolder, context, ...flags }: UpFlags): Promise<void> {
  const project = thisProject(workFolder);
  const where = workFolder === undefined ? '--local' : `--local --work-folder ${workFolder}`;
  await interruptible((signal) =>
    runLive({
      ...flags,
      source: chosenApp(flags),
      context: flags.app === undefined ? { ...BLUEPRINT_CONTEXT, ...context } : context,
      project,
      environment: process.env,
      signal,
      onStep: (step) => process.stderr.write(`${step}\n`),
      onUp: (endpoint) => process.stdout.write(`${upText(endpoint, where, project.work)}\n`),
    }),
  );
  process.stderr.write('ended; nothing was left running\n');
}

function upText(endpoint: string, where: string, work: string): string {
  return [
    `The fleet is up at ${endpoint}; its nodes join within a few ticks.`,
    `In another shell: elastic-fleet fleet status ${where}`,
    `Logs of agents and services: ${work}/nodes`,
    'Ctrl-C ends it.',
  ].join('\n');
}
