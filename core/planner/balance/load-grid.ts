/** Steps of the grid that the largest excess takes at most: with lighter replicas the grid is coarser than they are. */
const MOST_STEPS_OF_EXCESS = 3000;

/** Loads as whole numbers of steps: what a knapsack counts in. */
export class LoadGrid {
  private readonly step: number;

  /** @param heaviest load of a replica, above 0 */
  constructor(heaviest: number, largestExcess: number, stepsOfHeaviest: number) {
    this.step = Math.max(heaviest / stepsOfHeaviest, largestExcess / MOST_STEPS_OF_EXCESS);
  }

  /** The nearest number of steps. */
  stepsOf(load: number): number {
    return Math.round(load / this.step);
  }
}
