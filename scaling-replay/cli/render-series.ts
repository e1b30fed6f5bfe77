import type { Conditions } from '../engine/conditions';
import type { ReplayOutcome } from '../engine/replay';

/**
 * Returns the CSV of each step: demand, units ordered and units ready, all in units of capacity. Demand is not rounded, so that what was
 * unmet can be told from it.
 */
export function renderSeries({ demand }: Conditions, { desired, ready }: ReplayOutcome): string {
  const lines = Array.from(demand, (asked, step) => `${step},${asked},${desired[step]},${ready[step]}`);
  return `step,demand,desired,ready\n${lines.join('\n')}\n`;
}
