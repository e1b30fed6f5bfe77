import path from 'node:path';
import type { Command } from 'commander';
import { MOST_UNITS } from '../../core/scaling-policy/check-scaling-policy';
import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { readText } from '../../input/read-text';
import { OutputFiles } from '../../output/output-files';
import { LoadError } from '../load/load-error';
import { parseLoad } from '../load/parse-load';
import { remarkOnLoad } from '../load/remark-on-load';
import { loadSize } from '../load/size-load';
import { PolicyError } from '../policy/policy-error';
import { type CandidateChoice, candidatesOf } from '../tune/candidate';
import type { TuneGoal } from '../tune/choose-candidate';
import type { TunedLoad } from '../tune/replay-candidate';
import { type Tuning, tune } from '../tune/tune';
import { tunedLoad } from '../tune/tuned-load';
import { readingOf } from './load-options';
import { renderFrontier } from './render-frontier';
import { type TuneFlags, tuneOptions } from './tune-flags';
import { tuneProgress } from './tune-progress';
import { describeChoice, describeMiss } from './tune-words';

/** Nothing that was tried reaches the goal. */
class NoPolicyError extends Error {
  override readonly name = 'NoPolicyError';
}

/**
 * Returns the command `tune`, which finds the policy that fits a load.
 * @param print - takes its output line by line.
 */
export function tuneCommand(print: (line: string) => void): Command {
  return tuneOptions().action((flags: TuneFlags) => run(flags, print));
}

async function run(flags: TuneFlags, print: (line: string) => void): Promise<void> {
  demandUnits(flags);
  const outputs = await OutputFiles.check({ '--out': flags.out }, { '--trace': flags.trace });
  const reading = readingOf(flags);
  const load = parseLoad(await readText('the load', flags.trace, LoadError), path.basename(flags.trace), reading);
  const remarks = remarkOnLoad(load, reading);
  const tuned = tunedLoad(load, loadSize(flags), { ...timingOf(flags), mostUnits: flags.mostUnits });
  const goal = goalOf(flags);
  const tuning = await tryAll(tuned, choiceOf(flags), goal);
  const lines = flags.json ? [toJson(tuned, tuning, remarks)] : [...remarks, ...renderFrontier(tuning)];
  const { chosen } = tuning;
  try {
    await writePolicy(outputs, chosen?.policy);
  } finally {
    lines.forEach(print);
  }
  if (chosen === undefined) {
    throw new NoPolicyError(describeMiss(tuned, tuning.nearest, goal));
  }
  if (!flags.json) {
    print(describeChoice(flags.out, chosen));
  }
}

async function writePolicy(outputs: OutputFiles, policy: ScalingPolicy | undefined): Promise<void> {
  if (policy !== undefined) {
    await outputs.write('--out', () => `${JSON.stringify(policy, undefined, 2)}\n`);
  }
}

function demandUnits({ leastUnits, mostUnits = MOST_UNITS }: TuneFlags): void {
  if (leastUnits > mostUnits) {
    throw new PolicyError(
      `--least-units ${leastUnits} is above --most-units ${mostUnits}: lower the one or raise the other`,
    );
  }
}

async function tryAll(load: TunedLoad, choice: CandidateChoice, goal: TuneGoal): Promise<Tuning> {
  const progress = tuneProgress(process.stderr, candidatesOf(choice).length);
  try {
    return await tune({ load, choice, goal, onDone: progress.onDone });
  } finally {
    progress.stop();
  }
}

function timingOf({ startUp, metricDelay, leastUnits, holdout }: TuneFlags) {
  return { startUpSeconds: Math.max(...startUp), metricDelaySeconds: metricDelay, leastUnits, holdout };
}

function choiceOf({ startUp, actuator, risks }: TuneFlags): CandidateChoice {
  return { startUps: [...new Set(startUp)], actuators: actuator === 'both' ? ['desired', 'floor'] : [actuator], risks };
}

function goalOf({ maxUnmet, targetCost }: TuneFlags): TuneGoal {
  return targetCost === undefined ? { maxUnmet } : { targetCost };
}

function toJson(
  { conditions, fitMinutes }: TunedLoad,
  { frontier, chosen }: Tuning,
  remarks: readonly string[],
): string {
  const points = frontier.map(({ candidate, fit, holdout }) => ({ ...candidate, fit, holdout }));
  const { unitCapacity } = conditions;
  const choice = chosen && { ...chosen.point.candidate, policy: chosen.policy };
  return JSON.stringify({ fitMinutes, unitCapacity, remarks, frontier: points, chosen: choice ?? null }, undefined, 2);
}
