import { PRIOR_ERRORS } from './constants';

const BINS = 161;
const CENTRE = 60;
const BINS_PER_STEP = 20;
/** Weights grow instead of old counts shrinking; before they overflow everything is divided. */
const MOST_WEIGHT = 1e6;

/** Standardised errors at the middle of each bin: fine around 0, coarse far away, from -10 to +74. */
const VALUES = Float64Array.from({ length: BINS }, (_, bin) => Math.sinh((bin - CENTRE) / BINS_PER_STEP));

/** What of the errors is kept between decisions. */
export interface ResidualsState {
  readonly counts: readonly number[];
  readonly weight: number;
  readonly total: number;
}

/** Distribution of past errors, in units of the error that was expected. */
export class Residuals {
  private readonly counts: Float64Array;
  private total = PRIOR_ERRORS;
  private weight = 1;

  /** @param memory - errors after which one counts 1/e. */
  constructor(private readonly memory: number) {
    this.counts = VALUES.map((value, bin) => Math.exp(-Math.abs(value)) * widthOf(bin));
    const sum = this.counts.reduce((total, count) => total + count, 0);
    this.counts.forEach((count, bin) => {
      this.counts[bin] = (count * PRIOR_ERRORS) / sum;
    });
  }

  add(error: number): void {
    this.weight *= 1 + 1 / this.memory;
    const bin = binOf(error);
    this.counts[bin] = (this.counts[bin] ?? 0) + this.weight;
    this.total += this.weight;
    if (this.weight > MOST_WEIGHT) {
      this.rescale(1 / this.weight);
    }
  }

  /** Returns the error that is exceeded with the given probability. */
  exceededWith(probability: number): number {
    const wanted = probability * this.total;
    let sum = 0;
    for (let bin = BINS - 1; bin > 0; bin -= 1) {
      sum += this.counts[bin] ?? 0;
      if (sum >= wanted) {
        return VALUES[bin] ?? 0;
      }
    }
    return VALUES[0] ?? 0;
  }

  /** Returns the expected use of one unit of capacity: errors from `from` on use it, those from `from + width` on in whole. */
  expectedUse(from: number, width: number): number {
    let sum = 0;
    for (let bin = BINS - 1; bin >= 0; bin -= 1) {
      const above = (VALUES[bin] ?? 0) - from;
      if (above <= 0) {
        break;
      }
      sum += (this.counts[bin] ?? 0) * Math.min(1, above / width);
    }
    return sum / this.total;
  }

  /** Returns by how much errors exceed a value in the mean, those that do not by nothing. */
  expectedExcess(from: number): number {
    let sum = 0;
    for (let bin = BINS - 1; bin >= 0; bin -= 1) {
      const above = (VALUES[bin] ?? 0) - from;
      if (above <= 0) {
        break;
      }
      sum += (this.counts[bin] ?? 0) * above;
    }
    return sum / this.total;
  }

  state(): ResidualsState {
    return { counts: [...this.counts], weight: this.weight, total: this.total };
  }

  restore({ counts, weight, total }: ResidualsState): void {
    this.counts.set(counts);
    this.weight = weight;
    this.total = total;
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

function widthOf(bin: number): number {
  return (VALUES[Math.min(bin + 1, BINS - 1)] ?? 0) - (VALUES[Math.max(bin - 1, 0)] ?? 0);
}
