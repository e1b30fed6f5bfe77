import type { CapacityNeed, ForecastSettings, ObservedMinute } from './capacity-need';
import { MOST_OF_PEAK, WEEK_MINUTES } from './constants';
import { DemandHistory, type HistoryState } from './demand-history';
import { keepHorizon, orderHorizon } from './horizon';
import { HorizonForecast, type HorizonState, type Outcome } from './horizon-forecast';
import { orderChance } from './order-chance';
import { OutageFilter, type OutageState } from './outage-filter';
import type { Outlook } from './outlook';
import { riseText } from './recurring-rises';
import { type RiskState, RiskSteering } from './risk-steering';

export type { CapacityNeed, ForecastSettings, ObservedMinute } from './capacity-need';

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

type Amounts = Pick<CapacityNeed, 'order' | 'keep' | 'most'>;

/** Says how much capacity to have, from the demand of each minute so far and a risk that the user sets. */
export class CapacityForecast {
  private readonly history = new DemandHistory();
  private readonly outage = new OutageFilter();
  private readonly order: HorizonForecast;
  private readonly keep: HorizonForecast;
  private readonly risk: RiskSteering;
  /** Before anything was seen as much is kept as is expected. */
  private exceedance = 0.5;
  private lastMinute: number | undefined;

  constructor(private readonly settings: ForecastSettings) {
    this.order = new HorizonForecast(orderHorizon(settings));
    this.keep = new HorizonForecast(keepHorizon(settings));
    this.risk = new RiskSteering(settings.maxUnmet);
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
    const { order, keep, most } = this.amountsBy((horizon) => horizon.outlook);
    const { exceedance } = this;
    const { centre: expected, spread, basis, why } = this.order;
    const rise = this.riseIn(order);
    const reasons = { ...(why === undefined ? {} : { why }), ...(rise === undefined ? {} : { rise }) };
    return { order, keep, most, expected, spread, exceedance, basis, ...reasons };
  }

  /**
   * Returns what is needed after an early look at the mean demand of a part of the minute that is not over: never less than `need` says,
   * and no more than what was seen with the margin of the forecast. Learns nothing. What is no number of at least 0 changes nothing.
   * @param desired - units that run or were ordered.
   */
  glimpse(demand: number | undefined, desired: number): CapacityNeed {
    const need = this.need();
    const isKnown = demand !== undefined && Number.isFinite(demand) && demand >= 0;
    // A part of a minute is noisier than a whole one: while something is left, or the minute before asked for as much, it is no news.
    if (!isKnown || demand < Math.max(need.order, desired) || demand <= this.history.newest) {
      return need;
    }
    const most = this.mostOf(Math.max(demand, this.history.peak));
    // What was seen may be the rise that is kept for already.
    const margin = Math.max(0, this.usualAmounts().keep - need.expected);
    const order = Math.min(most, Math.ceil(demand + margin));
    return { ...need, order, keep: Math.max(order, need.keep), most };
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

  private take(minute: number, demand: number, unmet: number | undefined): void {
    this.history.add(this.outage.pass(demand, this.history));
    const outcomes = this.order.learn(this.history.newest, minute);
    this.keep.learn(this.history.newest, minute);
    this.forecast(minute);
    const minuteOver = { demand, unmet, meanDemand: this.history.longMean, spread: this.order.spread };
    // How often rises come is known apart; the risk is steered by what else may come.
    const outlook = this.order.usualOutlook;
    this.exceedance = this.risk.steer(minuteOver, {
      expectedAt: (probability) => outlook.lossOf(this.orderBy(outlook, probability)),
      lostAt: (probability) => this.lostBy(outcomes, probability),
    });
  }

  private hold(minute: number): void {
    this.history.add(this.history.newest);
    this.order.skip(minute);
    this.keep.skip(minute);
    this.forecast(minute);
  }

  private forecast(minute: number): void {
    this.order.forecast(this.history, minute);
    this.keep.forecast(this.history, minute);
  }

  private orderBy(outlook: Outlook, probability: number): number {
    return outlook.unitsFor(orderChance(probability), this.settings.leastUnits);
  }

  /** What the orders of a probability lost. */
  private lostBy(outcomes: readonly Outcome[], probability: number): number {
    return outcomes.reduce((sum, { outlook, most }) => sum + Math.max(0, most - this.orderBy(outlook, probability)), 0);
  }

  /** The rise of the days before that an order is for: without it the order would be less. */
  private riseIn(order: number): string | undefined {
    const { rise } = this.order;
    return rise.days > 0 && order > this.usualAmounts().order ? riseText(rise) : undefined;
  }

  /** What would be needed if nothing of the days before came again. */
  private usualAmounts(): Amounts {
    return this.amountsBy((horizon) => horizon.usualOutlook);
  }

  private amountsBy(outlookOf: (horizon: HorizonForecast) => Outlook): Amounts {
    const { leastUnits } = this.settings;
    const { exceedance } = this;
    const most = this.mostOf(this.history.peak);
    const outlook = outlookOf(this.order);
    const order = Math.min(most, this.orderBy(outlook, exceedance));
    const later = outlookOf(this.keep).unitsFor(exceedance, leastUnits);
    const keep = Math.min(most, Math.max(order, outlook.unitsFor(exceedance, leastUnits), later));
    return { order, keep, most };
  }

  private mostOf(peak: number): number {
    return Math.max(this.settings.leastUnits, Math.ceil(MOST_OF_PEAK * peak));
  }
}
