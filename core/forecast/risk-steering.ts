import { AIM, FIRST_LOSS_MINUTES, MEMORY_MINUTES, RISK_MEMORY_MINUTES } from './constants';
import { LossRecord, type LossState } from './loss-record';
import { crossingOf, PROBABILITIES, positionOf, probabilityAt, valueAtPosition } from './probability-scale';

/** No unit is kept for less use than this, or than twice the risk where that is less: what nothing announces is not bought off. */
const LEAST_USE = 0.002;
const LEAST_USE_OF_RISK = 2;
/** That nothing was lost so far is no proof. */
const LEAST_RATIO = 0.03;
const DECAY = 2 ** (-1 / RISK_MEMORY_MINUTES);

/** What of the steering is kept between decisions, in unit-minutes. */
export interface RiskState {
  readonly settings: readonly LossState[];
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

/** What orders by a probability lose, in units; rises with it. */
export interface OrderLosses {
  /** Of the newest forecast. */
  readonly expectedAt: (probability: number) => number;
  /** Of the forecasts whose outcome the minute told. */
  readonly lostAt: (probability: number) => number;
}

/**
 * Chooses with which probability the last unit that is kept may be used, so that the unmet share of demand comes to the risk. It knows of
 * several what their orders were expected to lose and would have lost, and of the chosen ones what the fleet really lost.
 */
export class RiskSteering {
  /** Of all at any risk, so that another risk finds what it needs. */
  private readonly settings = PROBABILITIES.map(() => new LossRecord());
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
    this.lowest = positionOf(Math.min(LEAST_USE, LEAST_USE_OF_RISK * maxUnmet));
  }

  /** Takes in the newest minute and what orders lose, and returns the probability to keep units by. */
  steer({ demand, unmet, meanDemand, spread }: SteeredMinute, { expectedAt, lostAt }: OrderLosses): number {
    this.demand = this.demand * DECAY + demand;
    this.spread = this.spread * DECAY + spread;
    this.minutes = this.minutes * DECAY + 1;
    const expected = PROBABILITIES.map(expectedAt);
    this.settings.forEach((record, index) => {
      record.expect(expected[index] ?? 0);
      record.lose(lostAt(PROBABILITIES[index] ?? 0));
    });
    if (unmet !== undefined) {
      this.losses.lose(unmet);
    }
    const firstLoss = this.aim * FIRST_LOSS_MINUTES * meanDemand;
    const ratios = this.ratios(firstLoss);
    const position = Math.max(this.lowest, this.choose(ratios, firstLoss));
    if (unmet !== undefined) {
      this.losses.expect(valueAtPosition((index) => (ratios[index] ?? 0) * (expected[index] ?? 0), position));
    }
    return probabilityAt(position);
  }

  /** How many times more the orders of each setting lose than expected: of one that lost little, it is believed what the next higher one lost. */
  private ratios(firstLoss: number): readonly number[] {
    let believed = 1;
    return this.settings
      .toReversed()
      .map((record) => {
        believed = record.ratio(believed, firstLoss);
        return believed;
      })
      .toReversed();
  }

  private choose(ratios: readonly number[], firstLoss: number): number {
    // Believed for as long as forecasts remember: a loss of the error to expect as often as the probability says.
    const believed = (MEMORY_MINUTES * this.spread) / this.minutes;
    const lossAt = (index: number) => {
      const ofOrders = (ratios[index] ?? 0) * (this.settings[index]?.expected ?? 0);
      return ofOrders + believed * (PROBABILITIES[index] ?? 0);
    };
    const mayBeLost = this.aim * this.demand + firstLoss;
    return crossingOf(lossAt, mayBeLost / Math.max(LEAST_RATIO, this.losses.ratio(1, firstLoss)));
  }

  state(): RiskState {
    const { demand, spread, minutes } = this;
    const settings = this.settings.map((record) => record.state());
    return { settings, demand, spread, minutes, losses: this.losses.state() };
  }

  restore({ settings, demand, spread, minutes, losses }: RiskState): void {
    settings.forEach((kept, index) => {
      this.settings[index]?.restore(kept);
    });
    this.demand = demand;
    this.spread = spread;
    this.minutes = minutes;
    this.losses.restore(losses);
  }
}
