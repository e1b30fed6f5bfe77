import { longestDelay } from '../../core/scaling-policy/longest-delay';
import { paidUnits } from '../../core/scaling-policy/scaling-bounds';
import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { LoadError } from '../load/load-error';
import type { LoadSize } from '../load/scale-load';
import { type LoadTiming, loadSize } from '../load/size-load';
import { demandFreshMetrics } from '../policy/demand-fresh-metrics';
import { predictiveRuleOf } from '../policy/read-policy';
import type { SimulateFlags } from './simulate-flags';

/** What a load is replayed under, whatever it holds. */
export interface ReplaySettings {
  readonly size: LoadSize;
  readonly timing: LoadTiming;
}

/**
 * Returns what flags and policy say of a replay; nothing when the load is only to be saved.
 * @throws LoadError when start-up or size is missing.
 * @throws PolicyError when metrics come too late for the policy.
 */
export function replaySettings(flags: SimulateFlags, policy: ScalingPolicy | undefined): ReplaySettings | undefined {
  const rule = predictiveRuleOf(policy);
  const startUpSeconds = flags.startUp ?? rule?.startUpSeconds;
  if (startUpSeconds === undefined) {
    if (flags.save !== undefined && !asksForReplay(flags)) {
      return undefined;
    }
    throw new LoadError('say how long capacity takes from an order until it serves: give --start-up');
  }
  const { meanUnits, unitCapacity = meanUnits === undefined ? rule?.unitCapacity : undefined } = flags;
  const timing: LoadTiming = {
    startUpSeconds,
    metricDelaySeconds: flags.metricDelay ?? longestDelay({ rules: policy?.rules ?? [] }),
    metricPeriodSeconds: flags.metricPeriod === '20' ? 20 : 60,
    leastUnits: policy?.leastUnits ?? flags.leastUnits,
    mostUnits: policy && Math.min(policy.mostUnits, paidUnits(policy)),
  };
  if (policy !== undefined) {
    demandFreshMetrics(policy, timing.metricDelaySeconds);
  }
  return { size: loadSize({ meanUnits, unitCapacity }), timing };
}

function asksForReplay({ series, html, policy, json, compare }: SimulateFlags): boolean {
  return json || compare || [series, html, policy].some((file) => file !== undefined);
}
