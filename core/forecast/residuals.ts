import { PRIOR_ERRORS } from './constants';
import { lastUsefulUnit } from './last-useful-unit';

const BINS = 81;
const CENTRE = 30;
const BINS_PER_STEP = 10;
/** Weights grow instead of old counts shrinking; before they overflow everything is divided. */
const MOST_WEIGHT = 1e6;

/** Standardised errors at the middle of each bin: fine around 0, coarse far away, from -10 to +74. */
const VALUES = Float64Array.from({ length: BINS }, (_, bin) => Math.sinh((bin - CENTRE) / BINS_PER_STEP));

/** A Laplace distribution of `PRIOR_ERRORS`. */
const BELIEF = believedCounts();

/** What of the errors is kept between decisions. */
export interface ResidualsState {
  readonly counts: readonly number[];
  readonly weight: number;
  readonly total: number;
}

/** What is known of errors, in units of the error that was expected. */
export interface ErrorDistribution {
  /** Returns an error that is exceeded with at most the given probability. */
  exceededWith(probability: number): number;
  /** Returns the expected use of one unit of capacity: errors from `from` on use it, those from `from + width` on in whole. */
  expectedUse(from: number, width: number): number;
  /** Returns by how much errors exceed a value in the mean, those that do not by nothing. */
  expectedExcess(from: number): number;
}

/** Distribution of past errors, in units of the error that was expected. */
export class Residuals implements ErrorDistribution {
  private readonly counts = BELIEF.slice();
  private total = PRIOR_ERRORS;
  private weight = 1;
  /** Of each bin and all above it: the counts, and the counts times the values; 0 beyond the last. */
  private readonly upperCounts = new Float64Array(BINS + 1);
  private readonly upperValues = new Float64Array(BINS + 1);
  /** Summed up when they are asked for: a decision asks much more often than errors come. */
  private isSummed = false;

  /** @param memory - errors after which one counts 1/e. */
  constructor(private readonly memory: number) {}

  /** @param share - how much the error counts, of 1. */
  add(error: number, share = 1): void {
    this.weight *= 1 + share / this.memory;
    const bin = binOf(error);
    const count = share * this.weight;
    this.counts[bin] = (this.counts[bin] ?? 0) + count;
    this.total += count;
    this.isSummed = false;
    if (this.weight > MOST_WEIGHT) {
      this.rescale(1 / this.weight);
    }
  }

  exceededWith(probability: number): number {
    this.sumUp();
    const wanted = probability * this.total;
    const bin = lastUsefulUnit((index) => this.upperCounts[index] ?? 0, wanted, 0, BINS - 1);
    return VALUES[bin] ?? 0;
  }

  expectedUse(from: number, width: number): number {
    return (this.expectedExcess(from) - this.expectedExcess(from + width)) / width;
  }

  expectedExcess(from: number): number {
    this.sumUp();
    const bin = firstAbove(from);
    const excess = (this.upperValues[bin] ?? 0) - from * (this.upperCounts[bin] ?? 0);
    return Math.max(0, excess / this.total);
  }

  state(): ResidualsState {
    return { counts: [...this.counts], weight: this.weight, total: this.total };
  }

  restore({ counts, weight, total }: ResidualsState): void {
    this.counts.set(counts);
    this.weight = weight;
    this.total = total;
    this.isSummed = false;
  }

  private sumUp(): void {
    if (this.isSummed) {
      return;
    }
    let counts = 0;
    let values = 0;
    for (let bin = BINS - 1; bin >= 0; bin -= 1) {
      const count = this.counts[bin] ?? 0;
      counts += count;
      values += count * (VALUES[bin] ?? 0);
      this.upperCounts[bin] = counts;
      this.upperValues[bin] = values;
    }
    this.isSummed = true;
  }

  private rescale(factor: number): void {
    this.counts.forEach((count, bin) => {
      this.counts[bin] = count * factor;
    });
    this.total *= factor;
    this.weight = 1;
  }
}

function binOf(error: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.round(Math.asinh(error) * BINS_PER_STEP) + CENTRE));
}

/** Returns the first bin whose value is above an error, or the number of bins. */
function firstAbove(error: number): number {
  const bin = Math.floor(Math.asinh(error) * BINS_PER_STEP) + CENTRE + 1;
  return Math.max(0, Math.min(BINS, bin));
}

function believedCounts(): Float64Array {
  const likely = VALUES.map((value, bin) => Math.exp(-Math.abs(value)) * widthOf(bin));
  const sum = likely.reduce((total, count) => total + count, 0);
  return likely.map((count) => (count * PRIOR_ERRORS) / sum);
}

function widthOf(bin: number): number {
  return (VALUES[Math.min(bin + 1, BINS - 1)] ?? 0) - (VALUES[Math.max(bin - 1, 0)] ?? 0);
}
