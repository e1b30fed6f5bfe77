import path from 'node:path';
import { checkScalingPolicy } from '../../core/scaling-policy/check-scaling-policy';
import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { PolicyError } from '../policy/policy-error';
import { predictivePolicy } from '../policy/predictive-policy';
import { type Candidate, type CandidateChoice, candidatesOf } from './candidate';
import { chooseCandidate, nearestToGoal, type TuneGoal } from './choose-candidate';
import type { FrontierPoint, TunedLoad } from './replay-candidate';
import { runInThreads } from './run-in-threads';

/** What is to be tuned, and to what. */
export interface TuneInput {
  readonly load: TunedLoad;
  readonly choice: CandidateChoice;
  readonly goal: TuneGoal;
  readonly onDone: (done: number) => void;
}

/** Every point that was tried, and what is chosen. */
export interface Tuning {
  readonly frontier: readonly FrontierPoint[];
  /** What comes nearest to the goal of those that may be chosen. */
  readonly nearest: FrontierPoint;
  /** Absent when no point reaches the goal. */
  readonly chosen?: { readonly point: FrontierPoint; readonly policy: ScalingPolicy };
}

/** Beside this file, and beside the bundled command line. */
const WORKER_SCRIPT = path.join(__dirname, 'tune-worker.js');

/**
 * Tries every candidate, and chooses among those of the first start-up time: the others only show what another start would change.
 * @throws PolicyError at once when a candidate's policy could not be read back.
 */
export async function tune({ load, choice, goal, onDone }: TuneInput): Promise<Tuning> {
  const tasks = candidatesOf(choice);
  for (const task of tasks) {
    policyOf(load, task);
  }
  const frontier = await runInThreads<TunedLoad, Candidate, FrontierPoint>({
    script: WORKER_SCRIPT,
    shared: load,
    tasks,
    onDone,
  });
  const [startUpSeconds] = choice.startUps;
  const choosable = frontier.filter(({ candidate }) => candidate.startUpSeconds === startUpSeconds);
  const nearest = nearestToGoal(choosable, goal);
  const point = chooseCandidate(choosable, goal);
  if (point === undefined) {
    return { frontier, nearest };
  }
  return { frontier, nearest, chosen: { point, policy: policyOf(load, point.candidate) } };
}

function policyOf({ conditions }: TunedLoad, { startUpSeconds, maxUnmet }: Candidate): ScalingPolicy {
  const checked = checkScalingPolicy(predictivePolicy({ ...conditions, startUpSeconds }, maxUnmet));
  if ('faults' in checked) {
    const options = '--start-up, --metric-delay, --least-units and --most-units';
    throw new PolicyError([`no policy could hold what ${options} say:`, ...checked.faults].join('\n  '));
  }
  return checked.policy;
}
