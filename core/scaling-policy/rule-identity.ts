import type { ScalingRule } from './scaling-policy';

/**
 * Returns a text that is the same for rules of which one may use what the other remembers, in whatever order their members were written:
 * the very same ones, and forecasts of the same demand at another risk.
 */
export function ruleIdentity(rule: ScalingRule): string {
  const members = Object.entries(rule).filter(([name, value]) => value !== undefined && name !== 'maxUnmet');
  return JSON.stringify(members.sort(([left], [right]) => (left < right ? -1 : 1)));
}
