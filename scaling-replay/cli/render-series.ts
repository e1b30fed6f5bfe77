import type { Conditions } from '../engine/conditions';
import type { ReplayOutcome } from '../engine/replay';

const DIGITS = 4;

/** Returns the CSV of each step: demand, units ordered and units ready, all in units of capacity. */
export function renderSeries({ demand }: Conditions, { desired, ready }: ReplayOutcome): string {
  const lines = Array.from(demand, (asked, step) => `${step},${shortest(asked)},${desired[step]},${ready[step]}`);
  return `step,demand,desired,ready\n${lines.join('\n')}\n`;
}

function shortest(value: number): number {
  return Number(value.toFixed(DIGITS));
}
