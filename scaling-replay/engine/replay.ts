import { type Conditions, firstUnits, STEPS_PER_HOUR, STEPS_PER_MINUTE, stepsOf } from './conditions';
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

/** What came of a policy. */
export interface ReplayOutcome {
  /** Demand above what was ready, of all demand. */
  readonly unmetFraction: number;
  /** Minutes in which any demand was unmet, of all minutes. */
  readonly badMinuteFraction: number;
  /** Billed from each order on. */
  readonly unitHours: number;
  readonly actions: number;
  /** Units that served, and that were ordered, in each step. */
  readonly ready: Float64Array;
  readonly desired: Float64Array;
}

const ROUNDING = 1e-9;

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
    ready[step] = fleet.ready;
    const { starting } = fleet;
    const wanted = policy({ step, desired: fleet.ready + starting, ready: fleet.ready, starting, metrics });
    if (wanted !== undefined) {
      fleet.set(Math.max(leastUnits, Math.min(mostUnits, wanted)), step);
    }
    desired[step] = fleet.desired;
  }
  return {
    ...judge(demand, ready),
    unitHours: sumOf(desired) / STEPS_PER_HOUR,
    actions: fleet.actions,
    ready,
    desired,
  };
}

function judge(demand: Float64Array, ready: Float64Array): Pick<ReplayOutcome, 'unmetFraction' | 'badMinuteFraction'> {
  let unmet = 0;
  const badMinutes = new Set<number>();
  demand.forEach((asked, step) => {
    const missing = asked - (ready[step] ?? 0);
    if (missing > ROUNDING) {
      unmet += missing;
      badMinutes.add(Math.floor(step / STEPS_PER_MINUTE));
    }
  });
  const minutes = demand.length / STEPS_PER_MINUTE;
  return { unmetFraction: unmet / Math.max(sumOf(demand), ROUNDING), badMinuteFraction: badMinutes.size / minutes };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
