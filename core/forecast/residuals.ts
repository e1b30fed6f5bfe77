import { PRIOR_ERRORS } from './constants';
import { BINS, binOf, ErrorDistribution, VALUES } from './error-distribution';

/** Weights grow instead of old counts shrinking; before they overflow everything is divided. */
const MOST_WEIGHT = 1e6;
/** A Laplace distribution of `PRIOR_ERRORS`. */
const BELIEF = believedCounts();

/** What of the errors is kept between decisions. */
export interface ResidualsState {
  readonly counts: readonly number[];
  readonly weight: number;
  readonly total: number;
}

/** Counts past errors, in units of the error that was expected. */
export class Residuals {
  private readonly counts = BELIEF.slice();
  private total = PRIOR_ERRORS;
  private weight = 1;

  /** @param memory - errors after which one counts 1/e. */
  constructor(private readonly memory: number) {}

  /** How likely errors are by what was seen. O(bins). */
  get distribution(): ErrorDistribution {
    return new ErrorDistribution((bin) => this.probabilityOf(bin));
  }

  probabilityOf(bin: number): number {
    return (this.counts[bin] ?? 0) / this.total;
  }

  /** @param share - how much the error counts, of 1. */
  add(error: number, share = 1): void {
    this.weight *= 1 + share / this.memory;
    const bin = binOf(error);
    const count = share * this.weight;
    this.counts[bin] = (this.counts[bin] ?? 0) + count;
    this.total += count;
    if (this.weight > MOST_WEIGHT) {
      this.rescale(1 / this.weight);
    }
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

function believedCounts(): Float64Array {
  const likely = VALUES.map((value, bin) => Math.exp(-Math.abs(value)) * widthOf(bin));
  const sum = likely.reduce((total, count) => total + count, 0);
  return likely.map((count) => (count * PRIOR_ERRORS) / sum);
}

function widthOf(bin: number): number {
  return (VALUES[Math.min(bin + 1, BINS - 1)] ?? 0) - (VALUES[Math.max(bin - 1, 0)] ?? 0);
}
