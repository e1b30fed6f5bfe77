import { type Conditions, STEPS_PER_HOUR, stepsOf } from './conditions';

const ROUNDING = 1e-9;

/**
 * Returns the least unit hours that leave nothing unmet, for one who knows the future: each unit is looked at by itself, and kept
 * through a pause that is cheaper than to start it again. Exact, O(steps + changes).
 */
export function oracleUnitHours({ demand, startUpSeconds, leastUnits }: Conditions): number {
  const startUpSteps = stepsOf(startUpSeconds);
  const idleSince: (number | undefined)[] = [];
  let running = 0;
  let unitSteps = 0;
  demand.forEach((asked, step) => {
    const needed = Math.max(leastUnits, Math.ceil(asked - ROUNDING));
    for (let unit = running; unit < needed; unit += 1) {
      // It was kept, or it was started in time, whichever is cheaper; before the first step nothing is billed.
      unitSteps += Math.min(startUpSteps, step - (idleSince[unit] ?? 0));
    }
    for (let unit = needed; unit < running; unit += 1) {
      idleSince[unit] = step;
    }
    running = needed;
    unitSteps += needed;
  });
  return unitSteps / STEPS_PER_HOUR;
}
