import { MOST_OF_PEAK, WEEK_MINUTES } from './constants';
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
  /** Absent, or no number of at least 0, when nobody knows. */
  readonly demand: number | undefined;
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
  readonly lastMinute: number | undefined;
  readonly exceedance: number;
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
  private lastMinute: number | undefined;

  constructor(private readonly settings: ForecastSettings) {
    const ordered = orderHorizon(settings);
    this.order = new HorizonForecast(ordered);
    this.keep = new HorizonForecast(keepHorizon(settings));
    this.risk = new RiskSteering(settings.maxUnmet, Math.round((ordered.first + ordered.last) / 2));
  }

  /**
   * Takes in the next minute. In minutes that nobody knows, or that are left out, what was asked before is held and nothing is
   * learnt; one that was taken in before changes nothing.
   */
  observe({ minute, demand, unmet }: ObservedMinute): void {
    if (this.lastMinute !== undefined && minute <= this.lastMinute) {
      return;
    }
    const missing = this.lastMinute === undefined ? 0 : minute - this.lastMinute - 1;
    for (let gap = Math.min(missing, WEEK_MINUTES); gap > 0; gap -= 1) {
      this.hold(minute - gap);
    }
    if (demand === undefined || !Number.isFinite(demand) || demand < 0) {
      this.hold(minute);
    } else {
      this.take(minute, demand, unmet);
    }
    this.lastMinute = minute;
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
      lastMinute: this.lastMinute,
      exceedance: this.exceedance,
      history: this.history.state(),
      outage: this.outage.state(),
      order: this.order.state(),
      keep: this.keep.state(),
      risk: this.risk.state(),
    };
  }

  restore({ lastMinute, exceedance, history, outage, order, keep, risk }: CapacityForecastState): void {
    this.lastMinute = lastMinute;
    this.exceedance = exceedance;
    this.history.restore(history);
    this.outage.restore(outage);
    this.order.restore(order);
    this.keep.restore(keep);
    this.risk.restore(risk);
  }
  private take(minute: number, demand: number, unmet: number): void {
    this.history.add(this.outage.pass(demand));
    this.risk.learn(demand, unmet);
    this.order.learn(this.history.newest, minute);
    this.keep.learn(this.history.newest, minute);
    this.forecast(minute);
  }

  private hold(minute: number): void {
    this.history.add(this.history.newest);
    this.risk.learn(0, 0);
    this.order.skip(minute);
    this.keep.skip(minute);
    this.forecast(minute);
  }

  private forecast(minute: number): void {
    this.exceedance = this.risk.choose(this.history.longMean);
    this.order.forecast(this.history, minute);
    this.keep.forecast(this.history, minute);
    this.risk.plan(this.order, this.settings.leastUnits);
  }
}
