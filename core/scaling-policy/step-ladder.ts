import { unitsFor } from './units-for';

/** Bounds that a ladder lies between. */
export interface LadderBounds {
  readonly leastUnits: number;
  readonly mostUnits: number;
}

/** Returns the numbers of units that steps lead to, rising: 2, 3, 5, 8, 10 for a factor of 1.5 from 2 to 10. */
export function stepLadder({ leastUnits, mostUnits }: LadderBounds, factor: number): readonly number[] {
  const ladder = leastUnits === 0 ? [0] : [];
  let units = Math.max(1, leastUnits);
  while (units < mostUnits) {
    ladder.push(units);
    units = Math.max(units + 1, unitsFor(units * factor, 1));
  }
  return [...ladder, mostUnits];
}
