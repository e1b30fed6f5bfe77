export const CLASS_COUNT = 24;

/** The heaviest load over the lightest that has a price: lighter replicas find places anyway, with several resources less often. */
const SPAN_OF_ONE = 2;
const SPAN_OF_SEVERAL = 10;

/** No class: of a load too light to have a price. */
export const NO_CLASS = -1;

/** Loads in classes, each heavier than the one before by the same factor, for which places have prices. */
export class LoadClasses {
  /** By class. */
  readonly lightest: Float64Array;
  private readonly logOfRatio: number;

  /** @param heaviest load of a replica, above 0 */
  constructor(
    readonly heaviest: number,
    resourceCount: number,
  ) {
    const span = resourceCount > 1 ? SPAN_OF_SEVERAL : SPAN_OF_ONE;
    this.logOfRatio = Math.log(span) / (CLASS_COUNT - 1);
    this.lightest = new Float64Array(CLASS_COUNT).map(
      (_, index) => (heaviest / span) * Math.exp(this.logOfRatio * index),
    );
  }

  classOf(load: number): number {
    const lightest = this.lightest[0] as number;
    if (load < lightest) {
      return NO_CLASS;
    }
    return Math.min(CLASS_COUNT - 1, Math.trunc(Math.log(load / lightest) / this.logOfRatio + 1e-6));
  }
}
