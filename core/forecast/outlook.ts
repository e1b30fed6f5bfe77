import { errorExceededWith, expectedExcess, expectedUse } from './error-distribution';
import { lastUsefulUnit } from './last-useful-unit';
import type { ExpectedRise } from './recurring-rises';

/** What is expected of a horizon, in units. */
export interface Expectation {
  /** Most demand to expect. */
  readonly centre: number;
  /** Absolute error to expect of that. */
  readonly spread: number;
  readonly rise: ExpectedRise;
}

/** The most demand of a horizon as a distribution: errors around what is expected or, as likely as it is, around a rise above that. */
export class Outlook {
  private readonly heights: readonly number[];
  private readonly highest: number;

  constructor(private readonly expectation: Expectation) {
    this.heights = expectation.rise.heights.filter((height) => height > 0);
    this.highest = Math.max(0, ...this.heights);
  }

  /** Returns the least units of which the last one is used less than the given fraction of the time. */
  unitsFor(probability: number, least: number): number {
    const { centre, spread } = this.expectation;
    const edge = centre + spread * errorExceededWith(probability);
    if (this.highest === 0) {
      // A unit is used at least as often as its upper edge is exceeded, and at most as often as its lower one.
      const surely = Math.floor(edge);
      return Math.max(least, this.useAbove(surely + 1, 0) < probability ? surely : surely + 1);
    }
    return lastUsefulUnit((unit) => this.useOf(unit), probability, least, Math.ceil(edge + this.highest));
  }

  /** Returns the demand that so many units are expected to leave unmet, in units. */
  lossOf(units: number): number {
    return this.highest === 0 ? this.lossAbove(units, 0) : this.meanOf((height) => this.lossAbove(units, height));
  }

  private useOf(unit: number): number {
    return this.meanOf((height) => this.useAbove(unit, height));
  }

  private useAbove(unit: number, height: number): number {
    const { centre, spread } = this.expectation;
    return expectedUse((unit - 1 - centre - height) / spread, 1 / spread);
  }

  private lossAbove(units: number, height: number): number {
    const { centre, spread } = this.expectation;
    return spread * expectedExcess((units - centre - height) / spread);
  }

  /** The mean of a value without and with a rise; the days that had one are alike. */
  private meanOf(valueAt: (height: number) => number): number {
    const { chance } = this.expectation.rise;
    const risen = this.heights.reduce((sum, height) => sum + valueAt(height), 0) / this.heights.length;
    return (1 - chance) * valueAt(0) + chance * risen;
  }
}
