import type { Conditions } from '../engine/conditions';
import { oracleUnitHours } from '../engine/oracle';
import { type ReplayOutcome, type ReplayPolicy, replay } from '../engine/replay';
import { type Actuator, ourPolicy, peers } from './contestants';

/** What came of one policy, beside what the cheapest that leaves nothing unmet would cost. */
export interface Score {
  readonly unmetFraction: number;
  readonly badMinuteFraction: number;
  readonly unitHours: number;
  readonly oracleUnitHours: number;
  readonly actions: number;
}

/** What a simulation is asked for. */
export interface SimulationInput {
  readonly conditions: Conditions;
  readonly maxUnmet: number;
  readonly actuator: Actuator;
  /** Whether to replay the peers too. */
  readonly compares: boolean;
}

/** Our score and outcome, and the peers' scores. */
export interface Simulation {
  readonly ours: Score;
  readonly outcome: ReplayOutcome;
  readonly peers: Readonly<Record<string, Score>>;
}

/** Replays our policy, and the peers if asked, on the same load. Deterministic. */
export function simulate({ conditions, maxUnmet, actuator, compares }: SimulationInput): Simulation {
  const oracle = oracleUnitHours(conditions);
  const outcome = replay(conditions, ourPolicy(conditions, maxUnmet, actuator));
  const contestants: readonly (readonly [string, ReplayPolicy])[] = compares ? Object.entries(peers(conditions)) : [];
  const scores = contestants.map(([name, policy]) => [name, scoreOf(replay(conditions, policy), oracle)] as const);
  return { ours: scoreOf(outcome, oracle), outcome, peers: Object.fromEntries(scores) };
}

function scoreOf(outcome: ReplayOutcome, oracle: number): Score {
  const { unmetFraction, badMinuteFraction, unitHours, actions } = outcome;
  return { unmetFraction, badMinuteFraction, unitHours, oracleUnitHours: oracle, actions };
}
