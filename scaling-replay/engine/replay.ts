import { type Conditions, firstUnits, stepsOf } from './conditions';
import { type Course, type Judgement, judge } from './judge';
import { Metrics } from './metrics';
import { ReplayedFleet } from './replayed-fleet';

/** What a policy is told at each step. */
export interface PolicyView {
  readonly step: number;
  /** Units that serve or start. */
  readonly desired: number;
  readonly ready: number;
  readonly starting: number;
  readonly metrics: Metrics;
}

/** Decides at each step how many units there are to be; nothing for no change. Made anew for every replay. */
export type ReplayPolicy = (view: PolicyView) => number | undefined;

/** What came of a policy, and its course. */
export interface ReplayOutcome extends Course, Judgement {}

/** Replays a policy on a load. Deterministic. */
export function replay(conditions: Conditions, policy: ReplayPolicy): ReplayOutcome {
  const { demand, leastUnits, mostUnits = Number.POSITIVE_INFINITY } = conditions;
  const fleet = new ReplayedFleet(firstUnits(conditions), stepsOf(conditions.startUpSeconds));
  const ready = new Float64Array(demand.length);
  const desired = new Float64Array(demand.length);
  const metrics = new Metrics(demand, ready, stepsOf(conditions.metricDelaySeconds));
  for (let step = 0; step < demand.length; step += 1) {
    fleet.beginStep(step);
    metrics.beginStep(step);
    const { starting } = fleet;
    const wanted = policy({ step, desired: fleet.ready + starting, ready: fleet.ready, starting, metrics });
    if (wanted !== undefined) {
      fleet.set(Math.max(leastUnits, Math.min(mostUnits, wanted)), step);
    }
    ready[step] = fleet.ready;
    desired[step] = fleet.desired;
  }
  const course = { demand, ready, desired };
  return { ...course, ...judge(course, firstUnits(conditions)) };
}
