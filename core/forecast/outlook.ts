import { lastUsefulUnit } from './last-useful-unit';
import type { ExpectedRise } from './recurring-rises';
import type { Residuals } from './residuals';

/** What is expected of a horizon, in units. */
export interface Expectation {
  /** Most demand to expect. */
  readonly centre: number;
  /** Absolute error to expect of that. */
  readonly spread: number;
  /** Errors divided by the spread. */
  readonly errors: Residuals;
  readonly rise: ExpectedRise;
}

/** The most demand of a horizon as a distribution: errors around what is expected or, as likely as it is, around a rise above that. */
export class Outlook {
  private readonly heights: readonly number[];

  constructor(private readonly expectation: Expectation) {
    this.heights = expectation.rise.heights.filter((height) => height > 0);
  }

  /** Returns the least units of which the last one is used less than the given fraction of the time. */
  unitsFor(probability: number, least: number): number {
    const { centre, spread, errors } = this.expectation;
    const usual = centre + spread * errors.exceededWith(probability);
    const most = Math.ceil(Math.max(usual, ...this.heights.map((height) => usual + height)));
    return lastUsefulUnit((unit) => this.useOf(unit), probability, least, most);
  }

  /** Returns the demand that so many units are expected to leave unmet, in units. */
  lossOf(units: number): number {
    const { centre, spread, errors } = this.expectation;
    return this.meanOf((height) => spread * errors.expectedExcess((units - centre - height) / spread));
  }

  private useOf(unit: number): number {
    const { centre, spread, errors } = this.expectation;
    return this.meanOf((height) => errors.expectedUse((unit - 1 - centre - height) / spread, 1 / spread));
  }

  /** The mean of a value over how far above what is expected demand may rise; the days that had the rise are alike. */
  private meanOf(valueAt: (height: number) => number): number {
    const usual = valueAt(0);
    const { days, chance } = this.expectation.rise;
    if (days === 0) {
      return usual;
    }
    const risen = this.heights.reduce((sum, height) => sum + valueAt(height), 0) / days;
    return (1 - chance) * usual + chance * risen;
  }
}
