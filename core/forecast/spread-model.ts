import { DAY_MINUTES, HOUR_MINUTES, MEMORY_MINUTES, MOST_ERROR } from './constants';
import { clip } from './features';
import { RecursiveLeastSquares, type RegressionState } from './recursive-least-squares';

const SLOT_MINUTES = 30;
const SLOTS = DAY_MINUTES / SLOT_MINUTES;
/** Errors that a slot remembers: a few days of half an hour each. */
const SLOT_MEMORY = 50;
/** Before anything was seen. */
const FIRST_ERROR = 0.1;
/** Believed before anything was learnt: half of the last hour's error, the rest of the day's and this time of day's. */
const FIRST_WEIGHTS = [0.5, 0.3, 0.2, 0, 0, 0];
const WEIGHT_VARIANCE = 1;
/** An error of this share of the usual demand is a feature: some errors are as many units at any level. */
const EVEN_ERROR = 0.02;
/** What is learnt is trusted as much as the belief after a day. */
const TRUST_MINUTES = DAY_MINUTES;
/** What is learnt never halves the belief: a quiet hour is no proof of the next. */
const LEAST_OF_BELIEF = 0.5;
const LEAST_SPREAD = 0.001;
/** An error of one minute counts at most so many usual ones for its time of day. */
const MOST_SLOT_ERRORS = 6;
const MOST_SURPRISE = 4;
const UNKNOWN = -1;

/** What of the model is kept between decisions. */
export interface SpreadState {
  readonly regression: RegressionState;
  readonly hourError: number;
  readonly dayError: number;
  readonly slots: readonly number[];
}

/** What a forecast starts from, beside the history's scale. */
export interface Moment {
  /** Of the newest minute to the level. */
  readonly gap: number;
  /** Where the newest minute's slope leads. */
  readonly slope: number;
  /** What a minute usually asks. */
  readonly usualDemand: number;
}

/** Expects the size of a forecast's error from recent errors, the time of day, how unusual the moment is and how high demand is. */
export class SpreadModel {
  private readonly regression = new RecursiveLeastSquares(FIRST_WEIGHTS, WEIGHT_VARIANCE, MEMORY_MINUTES);
  private hourError = FIRST_ERROR;
  private dayError = FIRST_ERROR;
  private readonly slots = new Float64Array(SLOTS).fill(UNKNOWN);

  /** What a usual error is, of the last day. */
  get usual(): number {
    return this.dayError;
  }

  /** Returns what the spread is expected from. */
  features(minute: number, { gap, slope, usualDemand }: Moment): Float64Array {
    return Float64Array.of(
      this.hourError,
      this.dayError,
      this.errorIn(slotOf(minute)),
      Math.abs(gap),
      Math.abs(slope),
      EVEN_ERROR * usualDemand,
    );
  }

  /** Returns the absolute error to expect after so many minutes of history. */
  expect(features: ArrayLike<number>, minutes: number): number {
    const believed = FIRST_WEIGHTS.reduce((sum, weight, index) => sum + weight * (features[index] ?? 0), 0);
    const learnt = Math.max(this.regression.predict(features), LEAST_OF_BELIEF * believed);
    const trust = minutes ** 2 / (minutes ** 2 + TRUST_MINUTES ** 2);
    return Math.min(MOST_ERROR, Math.max(LEAST_SPREAD, trust * learnt + (1 - trust) * believed));
  }

  /** Learns the error of a forecast made at a minute; `expected` is what had been expected then. */
  learn(minute: number, features: ArrayLike<number>, expected: number, error: number): void {
    const size = Math.min(Math.abs(error), MOST_ERROR);
    this.hourError += (size - this.hourError) / HOUR_MINUTES;
    this.dayError += (size - this.dayError) / DAY_MINUTES;
    this.learnSlot(slotOf(minute), Math.min(size, MOST_SLOT_ERRORS * this.dayError));
    const surprise = clip((size - this.regression.predict(features)) / expected, MOST_SURPRISE);
    this.regression.learn(features, surprise * expected, expected * expected);
  }

  state(): SpreadState {
    const { hourError, dayError } = this;
    return { regression: this.regression.state(), hourError, dayError, slots: [...this.slots] };
  }

  restore({ regression, hourError, dayError, slots }: SpreadState): void {
    this.regression.restore(regression);
    this.hourError = hourError;
    this.dayError = dayError;
    this.slots.set(slots);
  }

  private learnSlot(slot: number, size: number): void {
    const known = this.errorIn(slot);
    this.slots[slot] = known + (size - known) / SLOT_MEMORY;
  }

  /** A time of day that was not seen yet is like the last one that was: a belief at each half hour would come and go with orders. */
  private errorIn(slot: number): number {
    for (let ago = 0; ago < SLOTS; ago += 1) {
      const known = this.slots[(slot + SLOTS - ago) % SLOTS] ?? UNKNOWN;
      if (known !== UNKNOWN) {
        return known;
      }
    }
    return this.dayError;
  }
}

function slotOf(minute: number): number {
  return Math.floor((minute % DAY_MINUTES) / SLOT_MINUTES);
}
