/** Steps of the grid that the largest excess takes at most: with lighter replicas the grid is coarser than they are. */
const MOST_STEPS_OF_EXCESS = 3000;

/** Classes of load, each so many times heavier than the one before that all of them span a factor of 10. */
export const CLASS_COUNT = 24;
const CLASS_SPAN = 10;

/** No class: of a load too light to have a price. */
export const NO_CLASS = -1;

/**
 * Loads as whole numbers of steps, and in classes: what a knapsack and its prices count in, rounded to the safe side: a replica takes off
 * at least as many steps as are counted, and a node sheds at least its excess.
 */
export class LoadGrid {
  readonly step: number;
  /** By class the steps that a gap needs to take any replica up to the class's lightest load. */
  readonly classSteps: Int32Array;
  private readonly lightest: number;
  private readonly logOfRatio: number;

  /** @param heaviest load of a replica, above 0 */
  constructor(
    readonly heaviest: number,
    largestExcess: number,
    stepsOfHeaviest: number,
  ) {
    this.step = Math.max(heaviest / stepsOfHeaviest, largestExcess / MOST_STEPS_OF_EXCESS);
    this.lightest = heaviest / CLASS_SPAN;
    this.logOfRatio = Math.log(CLASS_SPAN) / (CLASS_COUNT - 1);
    this.classSteps = Int32Array.from({ length: CLASS_COUNT }, (_, index) => {
      const load = this.lightest * Math.exp(this.logOfRatio * index);
      return Math.max(1, Math.ceil(load / this.step - 1e-6));
    });
  }

  classOf(load: number): number {
    if (load < this.lightest) {
      return NO_CLASS;
    }
    return Math.min(CLASS_COUNT - 1, Math.trunc(Math.log(load / this.lightest) / this.logOfRatio + 1e-6));
  }

  /** Whole steps that the load has for sure. */
  stepsIn(load: number): number {
    return Math.trunc(load / this.step);
  }

  /** Steps that suffice for the load. */
  stepsFor(load: number): number {
    return Math.max(0, Math.ceil(load / this.step - 1e-6));
  }
}
