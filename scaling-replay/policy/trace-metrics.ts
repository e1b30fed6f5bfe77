import type { MetricScope, ScalingPolicy, ScalingRule } from '../../core/scaling-policy/scaling-policy';
import type { Metrics } from '../engine/metrics';
import { PolicyError } from './policy-error';

/** Name of the metric that is the load itself. */
export const DEMAND = 'demand';

/** What the load gives a policy to read: itself, and how busy the units are, under the two names that are usual. */
const SCOPES: Readonly<Record<string, MetricScope>> = {
  [DEMAND]: 'fleet',
  cpuPercent: 'unit',
  utilizationPercent: 'unit',
};

/**
 * Returns what a policy may read of a minute. A unit's use is what was served of what was ready, so it never shows more than 100 %; without
 * units nothing shows it.
 */
export function traceValues(
  metrics: Metrics,
  minute: number,
  unitCapacity: number,
): Readonly<Record<string, number | undefined>> {
  const demand = metrics.demandOf(minute);
  const ready = metrics.readyOf(minute);
  const use = ready > 0 ? Math.min(100, (100 * (demand - metrics.unmetOf(minute))) / ready) : undefined;
  return { [DEMAND]: demand * unitCapacity, cpuPercent: use, utilizationPercent: use };
}

/** @throws PolicyError when a rule reads what a load cannot give; the message names every such rule. */
export function demandTraceMetrics({ rules }: ScalingPolicy): void {
  const faults = rules.flatMap((rule) => faultOf(rule) ?? []);
  if (faults.length > 0) {
    const known = Object.entries(SCOPES).map(([name, scope]) => `${name} (per ${scope})`);
    throw new PolicyError([`a load gives only ${known.join(', ')}:`, ...faults].join('\n  '));
  }
}

function faultOf(rule: ScalingRule): string | undefined {
  const scope = SCOPES[rule.metric];
  if (scope === undefined) {
    return `the ${rule.kind} rule reads ${rule.metric}`;
  }
  const asked = rule.kind === 'predictive' ? 'fleet' : rule.per;
  return asked === scope ? undefined : `the ${rule.kind} rule reads ${rule.metric} per ${asked}`;
}
