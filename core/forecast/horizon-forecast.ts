import { MEMORY_MINUTES, OUTLIER_ERRORS } from './constants';
import type { DemandHistory } from './demand-history';
import { clip, readFeatures } from './features';
import type { Horizon } from './horizon';
import { Outlook } from './outlook';
import { type PendingForecast, plainForecast, seenBy } from './pending-forecast';
import { RecentLevel, type RecentLevelState } from './recent-level';
import { awaited, type ExpectedRise, NO_RISE, RecurringRises, type RisesState } from './recurring-rises';
import { RecursiveLeastSquares, type RegressionState } from './recursive-least-squares';
import { SpreadModel, type SpreadState } from './spread-model';

/** Believed before anything was learnt: demand stays, and half of the last minute's slope goes on. */
const FIRST_WEIGHTS = [0, 1, 0.5, 0, 0, 0];
const WEIGHT_VARIANCE = 0.05;
const LEAST_USUAL_ERROR = 0.01;
const MOST_GROWTH = 1.5;
const GAP = 1;
const SLOPE = 2;

/** What of a forecast is kept between decisions. */
export interface HorizonState {
  readonly centre: number;
  readonly spread: number;
  readonly mean: RegressionState;
  readonly spreads: SpreadState;
  readonly recent: RecentLevelState;
  readonly rise: ExpectedRise;
  readonly rises: RisesState;
  readonly pending: readonly PendingForecast[];
}

/** What came of a forecast: the most demand of its minutes, in units. */
export interface Outcome {
  readonly outlook: Outlook;
  readonly most: number;
}

/** Forecasts the most demand within a horizon as a distribution, and learns from what came. */
export class HorizonForecast {
  /** Most demand to expect, in units. */
  centre = 0;
  /** Absolute error to expect of that, in units. */
  spread = 0;
  /** What may come on top, as on days before. */
  rise = NO_RISE;
  private readonly mean = new RecursiveLeastSquares(FIRST_WEIGHTS, WEIGHT_VARIANCE, MEMORY_MINUTES);
  private readonly spreads = new SpreadModel();
  private readonly recent = new RecentLevel();
  private readonly rises = new RecurringRises();
  /** Oldest first. */
  private pending: readonly PendingForecast[] = [];

  constructor(private readonly horizon: Horizon) {}

  /** What the numbers rest on: a forecast that fails is not gone by. */
  get basis(): 'forecast' | 'recent' {
    return this.recent.isBetter ? 'recent' : 'forecast';
  }

  /** Why the forecast is not gone by. */
  get why(): string | undefined {
    return this.recent.why;
  }

  /** The forecast as a distribution. */
  get outlook(): Outlook {
    return this.outlookWith(this.rise);
  }

  /** The same if nothing of the days before came again. */
  get usualOutlook(): Outlook {
    return this.outlookWith(NO_RISE);
  }

  state(): HorizonState {
    return {
      centre: this.centre,
      spread: this.spread,
      mean: this.mean.state(),
      spreads: this.spreads.state(),
      recent: this.recent.state(),
      rise: this.rise,
      rises: this.rises.state(),
      pending: this.pending.map(plainForecast),
    };
  }

  restore({ centre, spread, mean, spreads, recent, rise, rises, pending }: HorizonState): void {
    this.centre = centre;
    this.spread = spread;
    this.mean.restore(mean);
    this.spreads.restore(spreads);
    this.recent.restore(recent);
    this.rise = rise;
    this.rises.restore(rises);
    this.pending = pending;
  }

  /** Gives up on forecasts of a minute that nobody knows: they are right or wrong, and nobody will tell. */
  skip(minute: number): void {
    this.pending = this.pending.filter((forecast) => minute < forecast.minute + this.horizon.first);
  }

  /**
   * Compares the demand of a minute with what was forecast for it, and returns what came of the forecasts that it was the last minute of, but
   * for those whose rise came. `minute` counts from the epoch.
   */
  learn(demand: number, minute: number): readonly Outcome[] {
    const seen = seenBy(this.pending, this.horizon, { minute, demand });
    const due = seen.filter((forecast) => minute >= forecast.minute + this.horizon.last);
    this.pending = seen.slice(due.length);
    // What recurs is no error of the forecast beside it.
    const usual = due.filter((forecast) => !this.rises.learn(forecast.rise, forecast.most));
    for (const forecast of usual) {
      this.learnOutcome(forecast);
    }
    return usual.map(({ centre, centreSpread: spread, most }) => {
      return { outlook: new Outlook({ centre, spread, rise: NO_RISE }), most };
    });
  }

  private learnOutcome(made: PendingForecast): void {
    const { scale, spread, features } = made;
    const grown = (made.most - made.level) / scale;
    const error = grown - made.growth;
    this.recent.learn(Math.abs(made.most - made.newest) / scale, Math.abs(error), this.spreads.usual);
    this.spreads.learn(made.minute, made.spreadFeatures, spread, error);
    // An outage is no trend.
    const surprise = clip(grown - this.mean.predict(features), OUTLIER_ERRORS * this.usualError);
    // Examples that were expected to be noisy teach less, and all the more where noise is all there is to see.
    this.mean.learn(features, surprise, spread * spread);
  }

  /** Forecasts from the newest minute of the history. */
  forecast(history: DemandHistory, minute: number): void {
    const { level, scale, newest } = history;
    const features = readFeatures(history, this.horizon);
    const growth = Math.max(-level / scale, Math.min(MOST_GROWTH, this.mean.predict(features)));
    const moment = { gap: features[GAP] ?? 0, slope: features[SLOPE] ?? 0, usualDemand: history.longMean / scale };
    const spreadFeatures = this.spreads.features(minute, moment);
    const spread = this.spreads.expect(spreadFeatures, history.minutes);
    const expected = this.recent.isBetter ? newest : level + scale * growth;
    this.spread = scale * (this.recent.isBetter ? this.recent.spread : spread);
    // Farther above is no noise: a jump is forecast at once, and not only when the regression's errors have told.
    this.centre = Math.max(expected, newest - OUTLIER_ERRORS * this.spread);
    this.rise = this.rises.expect(history, this.horizon, this.centre, this.spread);
    const rise = awaited(this.rise, this.centre);
    const made = {
      minute,
      level,
      scale,
      growth,
      newest,
      spread,
      centre: this.centre,
      centreSpread: this.spread,
      features,
      spreadFeatures,
      rise,
      most: 0,
    };
    this.pending = [...this.pending, made];
  }

  private get usualError(): number {
    return Math.max(this.spreads.usual, LEAST_USUAL_ERROR);
  }

  private outlookWith(rise: ExpectedRise): Outlook {
    return new Outlook({ centre: this.centre, spread: this.spread, rise });
  }
}
