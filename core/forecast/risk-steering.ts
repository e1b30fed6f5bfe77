import { AIM, MEMORY_MINUTES, RISK_MEMORY_MINUTES } from './constants';
import { LossRecord, type LossState } from './loss-record';

const SETTINGS = 19;
const HIGHEST = 0.9;
const STEP = 1.6;
/** No unit is kept for less use than this, or than twice the risk where that is less: what nothing announces is not bought off. */
const LEAST_USE = 0.002;
const LEAST_USE_OF_RISK = 2;
const PROBABILITIES = Float64Array.from({ length: SETTINGS }, (_, index) => settingAt(index));
const DECAY = 2 ** (-1 / RISK_MEMORY_MINUTES);

/** What of the steering is kept between decisions, in unit-minutes. */
export interface RiskState {
  readonly expected: readonly number[];
  readonly demand: number;
  readonly spread: number;
  readonly minutes: number;
  readonly losses: LossState;
}

/** A minute that is over and the forecast that was made after it, in units. */
export interface SteeredMinute {
  readonly demand: number;
  /** Absent when nobody knows: nothing is learnt then of how wrong expectations were. */
  readonly unmet: number | undefined;
  /** What a minute usually asks. */
  readonly meanDemand: number;
  /** The error to expect of the forecast. */
  readonly spread: number;
}

/**
 * Chooses with which probability the last unit that is kept may be used, so that the unmet share of demand comes to the risk. It
 * knows what several would have lost by the forecasts so far, and how far the chosen ones were wrong about that.
 */
export class RiskSteering {
  /** What each setting was expected to lose; of all at any risk, so that another risk finds what it needs. */
  private readonly expected = new Float64Array(SETTINGS);
  private demand = 0;
  /** Sum of the spreads of forecasts, in units, and how many. */
  private spread = 0;
  private minutes = 0;
  private readonly losses = new LossRecord();
  private readonly aim: number;
  private readonly lowest: number;

  /** @param maxUnmet - share of demand that may be unmet. */
  constructor(maxUnmet: number) {
    this.aim = AIM * maxUnmet;
    this.lowest = Math.min(LEAST_USE, LEAST_USE_OF_RISK * maxUnmet);
  }

  /**
   * Takes in the newest minute and the forecast that was made after it, and returns the probability to keep units by.
   *
   * @param lossAt - what the order of a probability is expected to lose of a minute's demand, in units; rises with it.
   */
  steer({ demand, unmet, meanDemand, spread }: SteeredMinute, lossAt: (probability: number) => number): number {
    this.demand = this.demand * DECAY + demand;
    this.spread = this.spread * DECAY + spread;
    this.minutes = this.minutes * DECAY + 1;
    for (let index = 0; index < SETTINGS; index += 1) {
      this.expected[index] = (this.expected[index] ?? 0) * DECAY + lossAt(PROBABILITIES[index] ?? 0);
    }
    if (unmet !== undefined) {
      this.losses.lose(unmet);
    }
    const chosen = this.choose(this.aim * MEMORY_MINUTES * meanDemand);
    if (unmet !== undefined) {
      this.losses.expect(lossAt(chosen));
    }
    return chosen;
  }

  private choose(firstLoss: number): number {
    // Believed for as long as forecasts remember: what exceeds a Laplace distribution's quantile does so by its scale in the mean.
    const believed = (MEMORY_MINUTES * this.spread) / this.minutes;
    const lossAt = (index: number) => (this.expected[index] ?? 0) + believed * (PROBABILITIES[index] ?? 0);
    const mayBeLost = this.aim * this.demand + firstLoss;
    return Math.max(this.lowest, settingAt(crossing(lossAt, mayBeLost / this.losses.ratio(firstLoss))));
  }

  state(): RiskState {
    const { expected, demand, spread, minutes, losses } = this;
    return { expected: [...expected], demand, spread, minutes, losses: losses.state() };
  }

  restore({ expected, demand, spread, minutes, losses }: RiskState): void {
    this.expected.set(expected);
    this.demand = demand;
    this.spread = spread;
    this.minutes = minutes;
    this.losses.restore(losses);
  }
}

/** Settings rise by equal factors; positions between two of them are allowed. */
function settingAt(position: number): number {
  return HIGHEST * STEP ** (position - (SETTINGS - 1));
}

/** Returns where a rising function of the settings crosses a value: linear between two, never outside. */
function crossing(valueAt: (index: number) => number, wanted: number): number {
  let below = valueAt(0);
  if (below >= wanted) {
    return 0;
  }
  for (let index = 1; index < SETTINGS; index += 1) {
    const value = valueAt(index);
    if (value >= wanted) {
      return index - 1 + (wanted - below) / (value - below);
    }
    below = value;
  }
  return SETTINGS - 1;
}
