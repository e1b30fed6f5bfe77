import { parseScalingPolicy } from '../../core/scaling-policy/check-scaling-policy';
import type { PredictiveRule, ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import { readText } from '../../input/read-text';
import { PolicyError } from './policy-error';
import { demandTraceMetrics } from './trace-metrics';

/**
 * Returns the policy in a file, if a load can show it all that it reads.
 * @throws PolicyError otherwise; the message names every fault.
 */
export async function readPolicy(file: string): Promise<ScalingPolicy> {
  const parsed = parseScalingPolicy(await readText('the policy', file, PolicyError));
  if ('faults' in parsed) {
    throw new PolicyError([`the policy ${file} is none:`, ...parsed.faults].join('\n  '));
  }
  demandTraceMetrics(parsed.policy);
  return parsed.policy;
}

/** Returns the policy's first predictive rule, which says what a unit serves and how long it starts. */
export function predictiveRuleOf(policy: ScalingPolicy | undefined): PredictiveRule | undefined {
  return policy?.rules.find((rule) => rule.kind === 'predictive');
}
