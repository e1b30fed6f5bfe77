import type { SizingRule } from './sizing-rule';
import type { Usage } from './usage';

/** Returns why nothing can be recommended from what was measured; `undefined` when something can. Pure. */
export function refusalOf(usages: readonly Usage[], rule: SizingRule): string | undefined {
  if (usages.length === 0) {
    return 'there is no data: nothing was running, or its metrics are not published. See docs/right-sizing.md for what must be';
  }
  const short = usages.find((usage) => usage.days < rule.leastDays);
  if (short !== undefined) {
    // Never rounded up: three days would be enough.
    const days = Math.floor(short.days * 10) / 10;
    return `${short.resource} has values of ${days.toFixed(1)} days, at least ${rule.leastDays} are needed: wait, or ask for more days`;
  }
  const sparse = usages.find((usage) => usage.coverage < rule.leastCoverage);
  if (sparse !== undefined) {
    const missing = Math.round((1 - sparse.coverage) * 100);
    const accepted = Math.round((1 - rule.leastCoverage) * 100);
    return `${missing} % of the values of ${sparse.resource} are missing, at most ${accepted} % may be: look why they are, or ask for fewer days`;
  }
  return undefined;
}
