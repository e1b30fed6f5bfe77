import { Command, Option } from 'commander';
import { parseCount, parsePort, parsePositive } from '../../input/option-values';
import { thisProject } from '../cloud/project';
import { endKeptCloud, openKeptCloud } from '../cloud/state/kept-cloud';
import { verifyResources } from '../cloud/verify/verify-resources';
import { runLocally } from '../run';
import type { RunOutcome } from '../run-options';
import { generateTrace } from '../trace/generate-trace';
import { readTrace } from '../trace/read-trace';
import type { Trace } from '../trace/trace';
import { type AppFlags, chosenApp, withAppOptions } from './app-options';
import { chaosCommand } from './chaos-command';
import { interruptible } from './interruption';
import { progressView } from './progress-view';
import { renderResources, renderSummary } from './summary';
import { upCommand } from './up-command';

/** The packaged trace is the one with this seed. */
const PACKAGED_SEED = 1;

interface WorkFlags {
  readonly workFolder?: string;
}

interface RunFlags extends WorkFlags, AppFlags {
  readonly trace?: string;
  readonly meanUnits: number;
  readonly minutes: number;
  readonly port?: number;
  readonly endpoint?: string;
  readonly keep: boolean;
}

/** Returns the command `local` with its subcommands; each sets the exit status, 0 only when all is well. */
export function localCommand(): Command {
  const local = new Command('local').description('deploy to a cloud on this machine and replay a load on it');
  withAppOptions(local.command('run'))
    .description('start the local cloud, deploy, verify, replay a load, destroy, report')
    .option('--trace <file>', 'load as CSV of minute,value (default: a packaged day)')
    .addOption(
      new Option('--mean-units <number>', 'mean load, in units of what one node serves')
        .default(5)
        .argParser(parsePositive),
    )
    .addOption(new Option('--minutes <number>', 'minutes to replay').default(1440).argParser(parseCount))
    .addOption(new Option('--port <number>', 'port of the emulator (default: a free one)').argParser(parsePort))
    .addOption(
      new Option('--endpoint <url>', 'another emulator on this machine; only deploys and verifies').conflicts([
        'port',
        'keep',
      ]),
    )
    .option('--keep', 'leave the cloud running at the end, with the app deployed', false)
    .addOption(workFolder())
    .action(run);
  local
    .command('verify')
    .description('check that all resources exist in the cloud that was kept')
    .addOption(workFolder())
    .action(verify);
  local.command('down').description('end the cloud that was kept').addOption(workFolder()).action(down);
  local.addCommand(chaosCommand());
  local.addCommand(upCommand());
  return local;
}

function workFolder(): Option {
  return new Option('--work-folder <folder>', 'folder for what a run writes (default: .local)');
}

async function run(flags: RunFlags): Promise<void> {
  const trace = await chooseTrace(flags);
  const view = progressView(process.stderr);
  try {
    const outcome = await interruptible((signal) =>
      runLocally({
        ...flags,
        source: chosenApp(flags),
        project: thisProject(flags.workFolder),
        environment: process.env,
        trace,
        signal,
        progress: view,
      }),
    );
    view.stop();
    process.stdout.write(`${renderOutcome(outcome)}\n`);
    process.exitCode = outcome.report.ok ? 0 : 1;
  } finally {
    view.stop();
  }
}

function chooseTrace({ trace, minutes, meanUnits }: RunFlags): Promise<Trace> | Trace {
  const size = { minutes, meanUnits };
  return trace === undefined ? generateTrace(PACKAGED_SEED, size) : readTrace(trace, size);
}

function renderOutcome({ report, files, keptEndpoint }: RunOutcome): string {
  const kept =
    keptEndpoint === undefined
      ? []
      : [
          `The cloud is kept. Reach it with: AWS_ENDPOINT_URL=${keptEndpoint} and any access key`,
          'Verify it: elastic-fleet local verify   End it: elastic-fleet local down',
        ];
  return [renderSummary(report), `report: ${files.html ?? files.json}`, ...kept].join('\n');
}

async function verify(flags: WorkFlags): Promise<void> {
  const cloud = await openKeptCloud(thisProject(flags.workFolder));
  const { report } = await verifyResources(cloud, cloud.assembly);
  await cloud.close();
  const counts = `${report.declared} resources declared, ${report.verified} verified, ${report.missing.length} missing`;
  process.stdout.write(`${[counts, ...renderResources(report)].join('\n')}\n`);
  process.exitCode = report.missing.length === 0 ? 0 : 1;
}

async function down(flags: WorkFlags): Promise<void> {
  const wasKept = await endKeptCloud(thisProject(flags.workFolder));
  process.stdout.write(wasKept ? 'The local cloud has ended.\n' : 'No cloud was kept.\n');
}
