import { lastUsefulUnit } from './last-useful-unit';

const CENTRE = 15;
const BINS_PER_STEP = 5;
/** How many bins errors are counted in; the first and the last hold all that is beyond. */
export const BINS = 2 * CENTRE + 1;

/** Errors at the middle of each bin: fine around 0, coarse far away, from -10 to 10. */
export const VALUES = Float64Array.from({ length: BINS }, (_, bin) => Math.sinh((bin - CENTRE) / BINS_PER_STEP));

/** Where the last bin begins: beyond, how far errors go is believed and not counted, since there are too few to tell. */
const TAIL_FROM = Math.sinh((CENTRE - 0.5) / BINS_PER_STEP);
/** How far they go beyond it in the mean, as in a Laplace distribution. */
const TAIL_EXCESS = 1;

/** Returns the bin that an error belongs to. */
export function binOf(error: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.round(Math.asinh(error) * BINS_PER_STEP) + CENTRE));
}

/** How likely errors are, in units of the error that was expected: as counted up to about 9, and exponential beyond. */
export class ErrorDistribution {
  /** Of each bin and all above it: the probability, and probability times value. */
  private readonly probabilities: number[] = Array(BINS).fill(0);
  private readonly values: number[] = Array(BINS).fill(0);

  /** O(bins). */
  constructor(probabilityOf: (bin: number) => number) {
    let probability = 0;
    let value = 0;
    for (let bin = BINS - 1; bin >= 0; bin -= 1) {
      const ofBin = probabilityOf(bin);
      probability += ofBin;
      value += ofBin * meanOf(bin);
      this.probabilities[bin] = probability;
      this.values[bin] = value;
    }
  }

  /** Returns the error that is exceeded with the given probability. */
  exceededWith(probability: number): number {
    if (probability < this.tail) {
      return TAIL_FROM + TAIL_EXCESS * Math.log(this.tail / probability);
    }
    const bin = lastUsefulUnit((index) => this.probabilities[index] ?? 0, probability, 0, BINS - 1);
    return VALUES[bin] ?? 0;
  }

  /** Returns the expected use of one unit of capacity: errors from `from` on use it, those from `from + width` on in whole. */
  expectedUse(from: number, width: number): number {
    return (this.expectedExcess(from) - this.expectedExcess(from + width)) / width;
  }

  /** Returns by how much errors exceed a value in the mean, those that do not by nothing. */
  expectedExcess(from: number): number {
    if (from >= TAIL_FROM) {
      return this.tail * TAIL_EXCESS * Math.exp((TAIL_FROM - from) / TAIL_EXCESS);
    }
    const bin = firstAbove(from);
    return Math.max(0, (this.values[bin] ?? 0) - from * (this.probabilities[bin] ?? 0));
  }

  /** Probability of an error in the last bin. */
  private get tail(): number {
    return this.probabilities[BINS - 1] ?? 0;
  }
}

function meanOf(bin: number): number {
  return bin === BINS - 1 ? TAIL_FROM + TAIL_EXCESS : (VALUES[bin] ?? 0);
}

/** Returns the first bin whose value is above an error below the last one. */
function firstAbove(from: number): number {
  const bin = Math.floor(Math.asinh(from) * BINS_PER_STEP) + CENTRE + 1;
  return Math.max(0, Math.min(BINS - 1, bin));
}
