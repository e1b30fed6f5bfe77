import { AIM, PRIOR_RISK_MINUTES, RISK_MEMORY_MINUTES } from './constants';
import type { HorizonForecast } from './horizon-forecast';
import { orderChance } from './order-chance';

const SETTINGS = 14;
const LOWEST = 0.002;
const HIGHEST = 0.9;
const STEP = (HIGHEST / LOWEST) ** (1 / (SETTINGS - 1));
const DECAY = 2 ** (-1 / RISK_MEMORY_MINUTES);
const MOST = 3;
const LEAST = 0.2;

/** What of the shortfalls is kept between decisions. */
export interface RiskState {
  readonly shortfalls: readonly number[];
  readonly demand: number;
  readonly spread: number;
  readonly minutes: number;
  readonly unmet: number;
  readonly saved: number;
  readonly chosen: number;
  readonly position: number;
  readonly orders: readonly (readonly number[])[];
}

/**
 * Chooses with which probability the last unit that is kept may be used, so that the unmet share of demand comes to the risk. It
 * tries several on the past: the least for which each would have placed no order, and what that would have left unmet.
 */
export class RiskSteering {
  private readonly shortfalls = new Float64Array(SETTINGS);
  private demand = 0;
  /** Sum of the spreads of forecasts, in units, and how many. */
  private spread = 0;
  private minutes = 0;
  private unmet = 0;
  /** What might have been unmet and was not, in unit-minutes; negative for a debt. */
  private saved = 0;
  private chosen = 0;
  private position = 0;
  /** Orders of every setting, oldest first, until their time comes. */
  private orders: (readonly number[])[] = [];

  private readonly aim: number;

  /**
   * @param maxUnmet - share of demand that may be unmet.
   * @param leadMinutes - from the newest known minute to the one that an order is meant for.
   */
  constructor(
    maxUnmet: number,
    private readonly leadMinutes: number,
  ) {
    this.aim = AIM * maxUnmet;
  }

  /** Notes what each setting would have at least. */
  plan(forecast: HorizonForecast, leastUnits: number): void {
    const order = Array.from({ length: SETTINGS }, (_, index) => {
      return forecast.unitsFor(orderChance(settingAt(index)), leastUnits);
    });
    this.orders.push(order);
    this.spread = this.spread * DECAY + forecast.spread;
    this.minutes = this.minutes * DECAY + 1;
  }

  /** Compares a minute's demand with what the settings had ordered for it, and with what was really unmet. */
  learn(demand: number, unmet: number): void {
    this.demand = this.demand * DECAY + demand;
    this.unmet *= DECAY;
    this.saved *= DECAY;
    this.chosen *= DECAY;
    const order = this.orders.length >= this.leadMinutes ? this.orders.shift() : undefined;
    for (let index = 0; index < SETTINGS; index += 1) {
      this.shortfalls[index] = (this.shortfalls[index] ?? 0) * DECAY + (order ? shortfall(order, index, demand) : 0);
    }
    if (order) {
      const index = Math.floor(this.position);
      const part = this.position - index;
      this.chosen += (1 - part) * shortfall(order, index, demand) + part * shortfall(order, index + 1, demand);
      this.unmet += unmet;
      this.saved += this.aim * demand - unmet;
    }
  }

  /** Returns the probability; `meanDemand` is what a minute usually asks, in units. */
  choose(meanDemand: number): number {
    const belief = PRIOR_RISK_MINUTES * meanDemand;
    // What exceeds a Laplace distribution's quantile does so by its scale in the mean.
    const excess = this.minutes > 0 ? this.spread / this.minutes : meanDemand;
    const unmetAt = (index: number) =>
      ((this.shortfalls[index] ?? 0) + PRIOR_RISK_MINUTES * settingAt(index) * excess) / (this.demand + belief);
    this.position = crossing(unmetAt, this.wanted(meanDemand) / this.correction(belief * this.aim));
    return settingAt(this.position);
  }

  /** The share that may be unmet from now on: what was saved of the risk is spent, and a debt repaid, within the memory. */
  private wanted(meanDemand: number): number {
    const wanted = this.aim + this.saved / (RISK_MEMORY_MINUTES * Math.max(meanDemand, Number.MIN_VALUE));
    return bounded(wanted / this.aim) * this.aim;
  }

  /** How many times more was really unmet than what the chosen settings had ordered would have left. */
  private correction(believedUnmet: number): number {
    return bounded((this.unmet + believedUnmet) / (this.chosen + believedUnmet));
  }

  state(): RiskState {
    const { shortfalls, orders, demand, spread, minutes, unmet, saved, chosen, position } = this;
    const numbers = { demand, spread, minutes, unmet, saved, chosen, position };
    return { shortfalls: [...shortfalls], orders: [...orders], ...numbers };
  }

  restore({ shortfalls, orders, ...numbers }: RiskState): void {
    this.shortfalls.set(shortfalls);
    this.orders = [...orders];
    Object.assign(this, numbers);
  }
}

/** Settings rise by equal factors; positions between two of them are allowed. */
function settingAt(position: number): number {
  return LOWEST * STEP ** position;
}

/** No evidence moves the steering further than this at once. */
function bounded(factor: number): number {
  return Math.max(LEAST, Math.min(MOST, factor));
}

function shortfall(order: readonly number[], index: number, demand: number): number {
  return Math.max(0, demand - (order[Math.min(index, SETTINGS - 1)] ?? 0));
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
