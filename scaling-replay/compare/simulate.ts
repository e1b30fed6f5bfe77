import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { type Conditions, STEPS_PER_MINUTE } from '../engine/conditions';
import type { Judgement } from '../engine/judge';
import { oracleUnitHours } from '../engine/oracle';
import { type ReplayOutcome, replay } from '../engine/replay';
import { DecisionLog } from '../policy/decision-log';
import { type Actuator, ourPolicy, peers } from './contestants';
import { withinWindows } from './within-windows';

/** What came of one policy, beside what the cheapest that leaves nothing unmet would cost. */
export interface Score extends Judgement {
  readonly oracleUnitHours: number;
}

/** What a simulation is asked for. */
export interface SimulationInput {
  readonly conditions: Conditions;
  readonly policy: ScalingPolicy;
  readonly actuator: Actuator;
  /** Whether to replay the peers too. */
  readonly compares: boolean;
}

/** Our score, outcome and decisions, and the peers' scores. */
export interface Simulation {
  readonly ours: Score;
  readonly outcome: ReplayOutcome;
  readonly decisions: DecisionLog;
  readonly peers: Readonly<Record<string, Score>>;
}

/** Replays our policy, and the peers if asked, on the same load. Deterministic. */
export function simulate({ conditions, policy, actuator, compares }: SimulationInput): Simulation {
  const oracle = oracleUnitHours(conditions);
  const decisions = new DecisionLog(conditions.demand.length / STEPS_PER_MINUTE);
  const ours = ourPolicy(conditions, policy, actuator, (step, decision) => decisions.note(step, decision));
  const outcome = replay(conditions, ours);
  const scores = compares ? peerScores(conditions, policy, oracle) : {};
  return { ours: scoreOf(outcome, oracle), outcome, decisions, peers: scores };
}

function peerScores(conditions: Conditions, policy: ScalingPolicy, oracle: number): Simulation['peers'] {
  const held = withinWindows(conditions, policy);
  const scores = Object.entries(peers(conditions)).map(([name, peer]) => {
    return [name, scoreOf(replay(conditions, held(peer)), oracle)] as const;
  });
  return Object.fromEntries(scores);
}

/** Returns a judgement beside the oracle, without the course. */
export function scoreOf(judgement: Judgement, oracle: number): Score {
  const { unmetFraction, badMinuteFraction, unitHours, actions } = judgement;
  return { unmetFraction, badMinuteFraction, unitHours, oracleUnitHours: oracle, actions };
}
