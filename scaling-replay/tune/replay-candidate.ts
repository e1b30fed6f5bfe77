import { ourPolicy } from '../compare/contestants';
import { type Score, scoreOf } from '../compare/simulate';
import { type Conditions, firstUnits, STEPS_PER_MINUTE } from '../engine/conditions';
import { type Course, judge } from '../engine/judge';
import { oracleUnitHours } from '../engine/oracle';
import { replay } from '../engine/replay';
import { predictivePolicy } from '../policy/predictive-policy';
import type { Candidate } from './candidate';

/** The load that candidates are tried on. */
export interface TunedLoad {
  /** Its start-up is each candidate's. */
  readonly conditions: Conditions;
  /** Minutes of the first part, on which the choice is made; the rest is held out. */
  readonly fitMinutes: number;
}

/** What a candidate came to in either part. */
export interface FrontierPoint {
  readonly candidate: Candidate;
  readonly fit: Score;
  readonly holdout: Score;
}

/**
 * Returns what a candidate comes to. One replay goes through both parts, so that the part held out is met with the history before it, as
 * it would be in the cloud; no decision sees what comes after it. Deterministic.
 */
export function replayCandidate({ conditions, fitMinutes }: TunedLoad, candidate: Candidate): FrontierPoint {
  const tried = { ...conditions, startUpSeconds: candidate.startUpSeconds };
  const policy = predictivePolicy(tried, candidate.maxUnmet);
  const outcome = replay(tried, ourPolicy(tried, policy, candidate.actuator));
  const cut = fitMinutes * STEPS_PER_MINUTE;
  return {
    candidate,
    fit: scorePart(tried, part(outcome, 0, cut), firstUnits(tried)),
    holdout: scorePart(tried, part(outcome, cut), outcome.desired[cut - 1] ?? 0),
  };
}

function part({ demand, ready, desired }: Course, from: number, to?: number): Course {
  return { demand: demand.subarray(from, to), ready: ready.subarray(from, to), desired: desired.subarray(from, to) };
}

function scorePart(conditions: Conditions, course: Course, unitsBefore: number): Score {
  return scoreOf(judge(course, unitsBefore), oracleUnitHours({ ...conditions, demand: course.demand }));
}
