import { openWindows } from '../../calendar/open-windows';
import { ScalingEngine } from '../../core/scaling-policy/scaling-engine';
import type { ScalingPolicyDecision } from '../../core/scaling-policy/scaling-input';
import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { type Conditions, STEPS_PER_MINUTE } from '../engine/conditions';
import type { Metrics } from '../engine/metrics';
import type { ReplayPolicy } from '../engine/replay';
import { MONDAY_MINUTE } from '../load/epoch-minute';
import { DEMAND, traceValues } from './trace-metrics';

const MINUTE_SECONDS = 60;
const MINUTE_MS = 60_000;

/** Is told each decision, and in which step it was made. */
export type OnDecision = (step: number, decision: ScalingPolicyDecision) => void;

/**
 * Returns a scaling policy as the cloud runs it: the same engine, once for each minute that can be read, and with
 * metrics of 20 s also in between. A manual policy is replayed as though
 * somebody carried out every decision at once.
 */
export function enginePolicy(conditions: Conditions, policy: ScalingPolicy, onDecision?: OnDecision): ReplayPolicy {
  const { firstMinute = MONDAY_MINUTE, unitCapacity = 1 } = conditions;
  const engine = new ScalingEngine(policy);
  return ({ step, desired, metrics }) => {
    const early = earlyValues(conditions, metrics);
    const seen = metrics.newestMinute;
    // Bounds hold before there is anything to read, too.
    const isBlind = seen < 0 && step % STEPS_PER_MINUTE === 0;
    if (!metrics.hasNewMinute && early === undefined && !isBlind) {
      return undefined;
    }
    if (!isBlind) {
      engine.observe({
        minute: firstMinute + seen,
        values: traceValues(metrics, seen, unitCapacity),
        ready: metrics.readyOf(seen),
        unmetUnits: metrics.unmetOf(seen),
      });
    }
    const minute = firstMinute + Math.floor(step / STEPS_PER_MINUTE);
    const windows = openWindows(policy.windows, minute * MINUTE_MS);
    const decision = engine.decide({ minute, desired, windows, early });
    if (metrics.hasNewMinute || decision.desired !== desired) {
      onDecision?.(step, decision);
    }
    return decision.desired;
  };
}

/** What can be seen of the minute that is not over, where the metrics' period allows it. */
function earlyValues(conditions: Conditions, metrics: Metrics): Readonly<Record<string, number>> | undefined {
  const { metricPeriodSeconds = MINUTE_SECONDS, metricDelaySeconds, unitCapacity = 1 } = conditions;
  if (metricPeriodSeconds >= MINUTE_SECONDS || metrics.newestMinute < 0) {
    return undefined;
  }
  const demand = metrics.earlyDemand(metricPeriodSeconds, metricDelaySeconds);
  return demand === undefined ? undefined : { [DEMAND]: demand * unitCapacity };
}
