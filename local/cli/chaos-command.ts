import { Command, InvalidArgumentError, Option } from 'commander';
import { parseCount } from '../../input/option-values';
import { CHAOS_DEFAULTS, type ChaosOptions, type ChaosReport } from '../chaos/chaos-options';
import { KILL_KINDS, type KillKind } from '../chaos/plan-kills';
import { runChaos } from '../chaos/run-chaos';
import { thisProject } from '../cloud/project';
import { interruptible } from './interruption';

type ChaosFlags = Pick<
  ChaosOptions,
  'nodes' | 'shards' | 'replicas' | 'kills' | 'seconds' | 'seed' | 'tickSeconds' | 'leaseSeconds' | 'kinds'
> & { readonly workFolder?: string; readonly json: boolean };

/** Returns the command `local chaos`: real agents and services, killed while clients write. */
export function chaosCommand(): Command {
  const count = (flags: string, description: string, value: number) =>
    new Option(flags, description).default(value).argParser(parseCount);
  return new Command('chaos')
    .description('run real agents on a cloud on this machine, kill them while clients write, check every byte')
    .addOption(count('--nodes <number>', 'nodes', CHAOS_DEFAULTS.nodes))
    .addOption(count('--shards <number>', 'shards', CHAOS_DEFAULTS.shards))
    .addOption(count('--replicas <number>', "copies of each shard, its owner's included", CHAOS_DEFAULTS.replicas))
    .addOption(count('--kills <number>', 'kills', CHAOS_DEFAULTS.kills))
    .addOption(count('--seconds <number>', 'time over which the kills are spread', CHAOS_DEFAULTS.seconds))
    .addOption(count('--tick-seconds <number>', 'how often the controllers tick', CHAOS_DEFAULTS.tickSeconds))
    .addOption(count('--lease-seconds <number>', 'how long a lease is', CHAOS_DEFAULTS.leaseSeconds))
    .addOption(count('--seed <number>', 'what is killed when', CHAOS_DEFAULTS.seed))
    .addOption(
      new Option(
        '--kinds <names>',
        `what to draw from, of ${KILL_KINDS.join(', ')} (default: all but drain)`,
      ).argParser(parseKinds),
    )
    .option('--work-folder <folder>', 'folder for what a run writes (default: .local)')
    .option('--json', 'print the report as JSON', false)
    .action(run);
}

/** @throws InvalidArgumentError that names what is not known. */
function parseKinds(text: string): readonly KillKind[] {
  return text.split(',').map((name) => {
    const kind = KILL_KINDS.find((known) => known === name.trim());
    if (kind === undefined) {
      throw new InvalidArgumentError(
        `'${name}' is not known; accepted: ${KILL_KINDS.join(', ')}, with commas between.`,
      );
    }
    return kind;
  });
}

async function run({ workFolder, json, ...flags }: ChaosFlags): Promise<void> {
  const report = await interruptible((signal) =>
    runChaos({
      ...flags,
      project: thisProject(workFolder),
      environment: process.env,
      signal,
      onStep: (step) => process.stderr.write(`${step}\n`),
    }),
  );
  process.stdout.write(`${json ? JSON.stringify(report, null, 2) : renderReport(report)}\n`);
  process.exitCode = report.ok ? 0 : 1;
}

function renderReport(report: ChaosReport): string {
  const kills = Object.entries(report.killsByKind).map(([kind, count]) => `${count} × ${kind}`);
  const { writePauseMs: pause, spotFlushMs: spot } = report;
  const rows: readonly (readonly [string, string])[] = [
    ['kills', kills.join(', ')],
    ['settled after the last kill', `${report.convergedSeconds.toFixed(1)} s, allowed ${report.allowedSeconds} s`],
    ['writes', `${report.writes} accepted, ${report.durableWrites} of them durable`],
    ['checked at the end', `${report.objectsChecked} objects, ${report.bytesChecked} bytes`],
    ['overlapping writers', String(report.overlappingWriteIntervals)],
    ['stop to next start of a shard', `${pause.median} ms median, ${pause.p99} ms p99, of ${pause.count}`],
    ['Spot notice to flush', `${spot.highest} ms at most, of ${spot.count}`],
    ['result', report.ok ? 'ok' : 'NOT OK'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return [...table, ...report.problems.map((problem) => `problem: ${problem}`)].join('\n');
}
