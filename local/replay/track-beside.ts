import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { demandOfMinutes, STEPS_PER_MINUTE } from '../../scaling-replay/engine/conditions';
import { replay } from '../../scaling-replay/engine/replay';
import { targetTracking } from '../../scaling-replay/peers/target-tracking';

/** What AWS's target tracking would have made of the same demand. */
export interface TrackingBeside {
  /** Mean CPU that it keeps: the threshold at which the fleet scales out. */
  readonly targetPercent: number;
  /** Nodes that it would have asked for, at the end of each minute. */
  readonly desired: readonly number[];
  readonly unmetFraction: number;
  readonly nodeHours: number;
  readonly scaleOuts: number;
  readonly scaleIns: number;
}

/** What it is replayed on. */
export interface TrackedFleet {
  /** Units of each minute. */
  readonly demand: readonly number[];
  readonly policy: Pick<FleetPolicy, 'minNodes' | 'maxNodes' | 'thresholds'>;
  /** From an order until the node serves. */
  readonly startUpSeconds: number;
}

/** CloudWatch shows a minute about so long after its end. */
const METRIC_DELAY_SECONDS = 60;
const USUAL_TARGET_PERCENT = 70;

/**
 * Returns what target tracking on mean CPU would have done in the fleet's place. It is spared what makes stateful fleets hard: its nodes
 * serve all they can once they are up, and go at once, for no shard has to move. Deterministic.
 */
export function trackBeside({ demand, policy, startUpSeconds }: TrackedFleet): TrackingBeside {
  const targetPercent = policy.thresholds.cpuPercent ?? USUAL_TARGET_PERCENT;
  const conditions = {
    demand: demandOfMinutes(demand),
    startUpSeconds,
    metricDelaySeconds: METRIC_DELAY_SECONDS,
    leastUnits: policy.minNodes,
    mostUnits: policy.maxNodes,
  };
  const outcome = replay(conditions, targetTracking(targetPercent / 100));
  const desired = demand.map((_, minute) => outcome.desired[(minute + 1) * STEPS_PER_MINUTE - 1] ?? 0);
  const changes = desired.map((nodes, minute) => nodes - (desired[minute - 1] ?? nodes));
  return {
    targetPercent,
    desired,
    unmetFraction: outcome.unmetFraction,
    nodeHours: outcome.unitHours,
    scaleOuts: changes.filter((change) => change > 0).length,
    scaleIns: changes.filter((change) => change < 0).length,
  };
}
