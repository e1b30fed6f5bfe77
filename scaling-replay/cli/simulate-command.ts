import type { Command } from 'commander';
import { OutputFiles } from '../../output/output-files';
import { readChartLibrary } from '../../page/chart-library';
import { type OpenCloudWatch, openCloudWatch } from '../cloudwatch/cloudwatch-options';
import { type Simulation, simulate } from '../compare/simulate';
import type { Load } from '../load/load';
import { parseLoad } from '../load/parse-load';
import { remarkOnLoad } from '../load/remark-on-load';
import { sizeLoad } from '../load/size-load';
import { predictivePolicy } from '../policy/predictive-policy';
import { readPolicy } from '../policy/read-policy';
import { remarkOnSize } from '../policy/remark-on-size';
import { renderReplayPage, type ShownReplay } from '../report/render-replay-page';
import { readingOf } from './load-options';
import { loadSourceOf, readLoadText } from './read-load-text';
import { renderScores } from './render-scores';
import { renderSeries } from './render-series';
import { replaySettings } from './replay-settings';
import { type SimulateFlags, simulateOptions } from './simulate-flags';

/**
 * Returns the command `simulate`, which replays a scaling policy on a past load.
 * @param print - takes its output line by line.
 */
export function simulateCommand(print: (line: string) => void, open: OpenCloudWatch = openCloudWatch): Command {
  return simulateOptions().action((flags: SimulateFlags) => run(flags, print, open));
}

async function run(flags: SimulateFlags, print: (line: string) => void, open: OpenCloudWatch): Promise<void> {
  const source = loadSourceOf(flags);
  const outputs = await outputsOf(flags);
  const policy = flags.policy === undefined ? undefined : await readPolicy(flags.policy);
  const settings = replaySettings(flags, policy);
  const say = flags.json ? () => undefined : print;
  const { name, text } = await readLoadText(source, { flags, open, say, outputs });
  if (settings === undefined) {
    return;
  }
  const reading = readingOf(flags);
  const load = parseLoad(text, name, reading);
  const loadRemarks = remarkOnLoad(load, reading);
  loadRemarks.forEach(say);
  const conditions = sizeLoad(load, settings.size, settings.timing);
  const sizeRemarks = remarkOnSize(policy, conditions);
  sizeRemarks.forEach(say);
  const { actuator, compare: compares, maxUnmet, unitPrice } = flags;
  const replayed = policy ?? predictivePolicy(conditions, maxUnmet);
  const simulation = simulate({ conditions, policy: replayed, actuator, compares });
  const remarks = [...loadRemarks, ...sizeRemarks];
  const lines = flags.json ? [toJson(load, remarks, simulation)] : renderScores(simulation, unitPrice);
  try {
    await writeFiles(outputs, { name, conditions, simulation, remarks, unitPrice });
  } finally {
    lines.forEach(print);
  }
}

function outputsOf({ save, series, html, trace, policy }: SimulateFlags): Promise<OutputFiles> {
  return OutputFiles.check(
    { '--save': save, '--series': series, '--html': html },
    { '--trace': trace, '--policy': policy },
  );
}

async function writeFiles(outputs: OutputFiles, shown: ShownReplay): Promise<void> {
  await outputs.write('--series', () => renderSeries(shown.conditions, shown.simulation.outcome));
  await outputs.write('--html', () => renderReplayPage(shown, readChartLibrary()));
}

function toJson({ filledMinutes }: Load, remarks: readonly string[], simulation: Simulation): string {
  const { ours, decisions, peers } = simulation;
  return JSON.stringify({ ...ours, filledMinutes, remarks, reasons: decisions.reasons, peers }, undefined, 2);
}
