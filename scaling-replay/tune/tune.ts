import path from 'node:path';
import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { predictivePolicy } from '../policy/predictive-policy';
import { type Candidate, type CandidateChoice, candidatesOf } from './candidate';
import { chooseCandidate, type TuneGoal } from './choose-candidate';
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
  /** Absent when no point reaches the goal. */
  readonly chosen?: { readonly point: FrontierPoint; readonly policy: ScalingPolicy };
}

/** Beside this file, and beside the bundled command line. */
const WORKER_SCRIPT = path.join(__dirname, 'tune-worker.js');

/** Tries every candidate, and chooses among those of the first start-up time: the others only show what another start would change. */
export async function tune({ load, choice, goal, onDone }: TuneInput): Promise<Tuning> {
  const tasks = candidatesOf(choice);
  const frontier = await runInThreads<TunedLoad, Candidate, FrontierPoint>({
    script: WORKER_SCRIPT,
    shared: load,
    tasks,
    onDone,
  });
  const [startUpSeconds] = choice.startUps;
  const point = chooseCandidate(
    frontier.filter(({ candidate }) => candidate.startUpSeconds === startUpSeconds),
    goal,
  );
  if (point === undefined) {
    return { frontier };
  }
  const { candidate } = point;
  const conditions = { ...load.conditions, startUpSeconds: candidate.startUpSeconds };
  return { frontier, chosen: { point, policy: predictivePolicy(conditions, candidate.maxUnmet) } };
}
