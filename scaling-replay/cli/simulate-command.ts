import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { MetricSource } from '../../core/contract';
import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { readChartLibrary } from '../../page/chart-library';
import { metricSourceOf, type OpenCloudWatch, openCloudWatch } from '../cloudwatch/cloudwatch-options';
import { loadFromCloudWatch } from '../cloudwatch/load-from-cloudwatch';
import { type Simulation, simulate } from '../compare/simulate';
import type { Conditions } from '../engine/conditions';
import type { Load } from '../load/load';
import { LoadError } from '../load/load-error';
import { type LoadReading, parseLoad } from '../load/parse-load';
import { readText } from '../load/read-text';
import { remarkOnLoad } from '../load/remark-on-load';
import { loadSize, sizeLoad } from '../load/size-load';
import { predictivePolicy } from '../policy/predictive-policy';
import { predictiveRuleOf, readPolicy } from '../policy/read-policy';
import { renderReplayPage } from '../report/render-replay-page';
import { renderScores } from './render-scores';
import { renderSeries } from './render-series';
import { type SimulateFlags, simulateOptions } from './simulate-flags';

const DEFAULT_METRIC_DELAY = 60;

/** The load's text, and what it is called. */
interface LoadText {
  readonly name: string;
  readonly text: string;
}

/**
 * Returns the command `simulate`, which replays a scaling policy on a past load.
 * @param print - takes its output line by line.
 */
export function simulateCommand(print: (line: string) => void, open: OpenCloudWatch = openCloudWatch): Command {
  return simulateOptions().action((flags: SimulateFlags) => run(flags, print, open));
}

async function run(flags: SimulateFlags, print: (line: string) => void, open: OpenCloudWatch): Promise<void> {
  const policy = flags.policy === undefined ? undefined : await readPolicy(flags.policy);
  const say = flags.json ? () => undefined : print;
  const { name, text } = await readLoadText(flags, say, open);
  const startUp = flags.startUp ?? predictiveRuleOf(policy)?.startUpSeconds;
  if (startUp === undefined && flags.save !== undefined) {
    return;
  }
  const reading: LoadReading = { missing: flags.missing, isCounter: flags.counter };
  const load = parseLoad(text, name, reading);
  const remarks = remarkOnLoad(load, reading);
  remarks.forEach(say);
  const conditions = conditionsOf(flags, load, policy, startUp);
  const { actuator, compare: compares, maxUnmet } = flags;
  const replayed = policy ?? predictivePolicy(conditions, maxUnmet);
  const simulation = simulate({ conditions, policy: replayed, actuator, compares });
  await writeFiles(flags, name, conditions, simulation);
  const lines = flags.json ? [toJson(load, remarks, simulation)] : renderScores(simulation, flags.unitPrice);
  lines.forEach(print);
}

async function readLoadText(
  flags: SimulateFlags,
  say: (line: string) => void,
  open: OpenCloudWatch,
): Promise<LoadText> {
  const source = metricSourceOf(flags);
  if (source !== undefined) {
    return readCloudWatch(flags, source, say, open);
  }
  if (flags.save !== undefined) {
    throw new LoadError('--save writes what was read from CloudWatch: give --from-cloudwatch');
  }
  if (flags.trace === undefined) {
    throw new LoadError('say which load is to be replayed: give --trace or --from-cloudwatch');
  }
  return { name: path.basename(flags.trace), text: await readText('the load', flags.trace, LoadError) };
}

async function readCloudWatch(
  flags: SimulateFlags,
  source: MetricSource,
  say: (line: string) => void,
  open: OpenCloudWatch,
): Promise<LoadText> {
  const name = `${source.namespace}/${source.name}`;
  const client = open(flags);
  try {
    const { csv, minutes, holes } = await loadFromCloudWatch(client, source, flags.days, Date.now());
    say(`${minutes} minutes of ${name} were read${holes ? `; ${holes}` : ''}`);
    if (flags.save !== undefined) {
      await writeFile(flags.save, csv);
    }
    return { name, text: csv };
  } finally {
    client.destroy();
  }
}

function conditionsOf(
  flags: SimulateFlags,
  load: Load,
  policy: ScalingPolicy | undefined,
  startUpSeconds: number | undefined,
): Conditions {
  const rule = predictiveRuleOf(policy);
  if (startUpSeconds === undefined) {
    throw new LoadError('say how long capacity takes from an order until it serves: give --start-up');
  }
  const { meanUnits, unitCapacity = meanUnits === undefined ? rule?.unitCapacity : undefined } = flags;
  return sizeLoad(load, loadSize({ meanUnits, unitCapacity }), {
    startUpSeconds,
    metricDelaySeconds: flags.metricDelay ?? rule?.metricDelaySeconds ?? DEFAULT_METRIC_DELAY,
    metricPeriodSeconds: flags.metricPeriod === '20' ? 20 : 60,
    leastUnits: policy?.leastUnits ?? flags.leastUnits,
    mostUnits: policy?.mostUnits,
  });
}

async function writeFiles(
  { series, html, unitPrice }: SimulateFlags,
  name: string,
  conditions: Conditions,
  simulation: Simulation,
): Promise<void> {
  if (series !== undefined) {
    await writeFile(series, renderSeries(conditions, simulation.outcome));
  }
  if (html !== undefined) {
    await writeFile(html, renderReplayPage({ name, conditions, simulation, unitPrice }, readChartLibrary()));
  }
}

function toJson({ filledMinutes }: Load, remarks: readonly string[], simulation: Simulation): string {
  const { ours, decisions, peers } = simulation;
  return JSON.stringify({ ...ours, filledMinutes, remarks, reasons: decisions.reasons, peers }, undefined, 2);
}
