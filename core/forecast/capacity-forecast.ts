import { MOST_OF_PEAK } from './constants';
import { DemandHistory, type HistoryState } from './demand-history';
import { keepHorizon, type OrderTiming, orderHorizon } from './horizon';
import { HorizonForecast, type HorizonState } from './horizon-forecast';
import { OutageFilter, type OutageState } from './outage-filter';
import { type RiskState, RiskSteering } from './risk-steering';

/** What the user wants, and what capacity needs. */
export interface ForecastSettings extends OrderTiming {
  /** Share of demand that may be unmet, above 0 and below 1. */
  readonly maxUnmet: number;
  readonly leastUnits: number;
}

/** One minute of the past, in units of capacity. */
export interface ObservedMinute {
  /** Whole minutes since the epoch. */
  readonly minute: number;
  readonly demand: number;
  /** What of the demand found no capacity. */
  readonly unmet: number;
}

/** What is needed, in units. */
export interface CapacityNeed {
  /** To have once an order placed now serves. */
  readonly order: number;
  /** What may not be given up now: the most of what is needed until an order placed later serves. */
  readonly keep: number;
  /** However uncertain the forecast is, no multiple of all that was ever asked is ordered. */
  readonly most: number;
  /** The demand expected, and the absolute error to expect of that. */
  readonly expected: number;
  readonly spread: number;
  /** Probability with which the last unit ordered may be used. */
  readonly exceedance: number;
}

/** What is kept between decisions. */
export interface CapacityForecastState {
  readonly history: HistoryState;
  readonly outage: OutageState;
  readonly order: HorizonState;
  readonly keep: HorizonState;
  readonly risk: RiskState;
}

/** Says how much capacity to have, from the demand of each minute so far and a risk that the user sets. */
export class CapacityForecast {
  private readonly history = new DemandHistory();
  private readonly outage = new OutageFilter();
  private readonly order: HorizonForecast;
  private readonly keep: HorizonForecast;
  private readonly risk: RiskSteering;
  private exceedance = 0;

  constructor(private readonly settings: ForecastSettings) {
    const ordered = orderHorizon(settings);
    this.order = new HorizonForecast(ordered);
    this.keep = new HorizonForecast(keepHorizon(settings));
    this.risk = new RiskSteering(settings.maxUnmet, Math.round((ordered.first + ordered.last) / 2));
  }

  /** Takes in the next minute. */
  observe({ minute, demand, unmet }: ObservedMinute): void {
    this.history.add(this.outage.pass(demand));
    this.risk.learn(demand, unmet);
    this.exceedance = this.risk.choose(this.history.longMean);
    this.order.advance(this.history, minute);
    this.keep.advance(this.history, minute);
    this.risk.plan(this.order, this.settings.leastUnits);
  }

  /** Returns what is needed after the newest minute. */
  need(): CapacityNeed {
    const { leastUnits } = this.settings;
    const { exceedance } = this;
    const most = Math.max(leastUnits, Math.ceil(MOST_OF_PEAK * this.history.peak));
    const order = Math.min(most, this.order.unitsFor(exceedance, leastUnits));
    const keep = Math.min(most, Math.max(order, this.keep.unitsFor(exceedance, leastUnits)));
    return { order, keep, most, expected: this.order.centre, spread: this.order.spread, exceedance };
  }

  /** Mean demand of a minute, of the past week, in units. */
  get meanDemand(): number {
    return this.history.longMean;
  }

  state(): CapacityForecastState {
    return {
      history: this.history.state(),
      outage: this.outage.state(),
      order: this.order.state(),
      keep: this.keep.state(),
      risk: this.risk.state(),
    };
  }

  restore({ history, outage, order, keep, risk }: CapacityForecastState): void {
    this.history.restore(history);
    this.outage.restore(outage);
    this.order.restore(order);
    this.keep.restore(keep);
    this.risk.restore(risk);
  }
}
