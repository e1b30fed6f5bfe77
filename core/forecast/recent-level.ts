import { DAY_MINUTES, HOUR_MINUTES, MOST_ERROR } from './constants';

/** Before anything was seen. */
const FIRST_ERROR = 0.1;
const LEAST_ERROR = 0.001;
/** An error is clearly worse than another when it is more than this many times as large. */
const CLEARLY_WORSE = 2;

/** What of it is kept between decisions. */
export interface RecentLevelState {
  readonly hourError: number;
  readonly dayError: number;
  readonly forecastError: number;
  readonly isBetter: boolean;
}

/**
 * Compares the forecast with the simplest one, that all stays as it is now, by the mean absolute errors of both in the last hour.
 * Errors are shares of the history's scale, of which none counts as more than `MOST_ERROR`: where "as now" is that wrong, it takes nothing over.
 */
export class RecentLevel {
  /**
   * Whether to go by the newest minute instead: the forecast became clearly worse than that, and than it usually is; until it is as
   * good again.
   */
  isBetter = false;
  private hourError = FIRST_ERROR;
  private dayError = FIRST_ERROR;
  private forecastError = FIRST_ERROR;

  /** Absolute error to expect of "as now". */
  get spread(): number {
    return Math.max(LEAST_ERROR, (this.hourError + this.dayError) / 2);
  }

  /** Why the newest minute is gone by; nothing when it is not. */
  get why(): string | undefined {
    if (!this.isBetter) {
      return undefined;
    }
    return `in the last hour the forecast was off by ${percent(this.forecastError)}, the newest minute by ${percent(this.hourError)}`;
  }

  /** Takes in the absolute errors of "as now" and of the forecast for the same minutes; `usual` is the forecast's of the day. */
  learn(error: number, forecastError: number, usual: number): void {
    const size = Math.min(error, MOST_ERROR);
    this.hourError += (size - this.hourError) / HOUR_MINUTES;
    this.dayError += (size - this.dayError) / DAY_MINUTES;
    this.forecastError += (Math.min(forecastError, MOST_ERROR) - this.forecastError) / HOUR_MINUTES;
    const tolerated = Math.max(LEAST_ERROR, this.hourError, usual);
    this.isBetter = this.forecastError > (this.isBetter ? tolerated : CLEARLY_WORSE * tolerated);
  }

  state(): RecentLevelState {
    const { hourError, dayError, forecastError, isBetter } = this;
    return { hourError, dayError, forecastError, isBetter };
  }

  restore(state: RecentLevelState): void {
    Object.assign(this, state);
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
