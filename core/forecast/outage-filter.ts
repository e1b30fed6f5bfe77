import { HOUR_MINUTES } from './constants';
import type { DemandHistory } from './demand-history';

/** Demand below this share of what was asked shortly before is no demand but an outage, of callers or of the metric. */
const OUTAGE_SHARE = 0.1;
/** Unless demand was nearly as low within the last hour: after a burst, a job or a slip of the metric it is back to what is usual. */
const LOW_SHARE = 0.5;
/** What lasts longer is real. */
const LONGEST_MINUTES = 75;
const HALF_LIFE_MINUTES = 3;
const WEIGHT = 1 - 2 ** (-1 / HALF_LIFE_MINUTES);
/** So young a history says nothing of what is usual. */
const LEAST_HISTORY_MINUTES = HOUR_MINUTES;

/** What of the filter is kept between decisions. */
export interface OutageState {
  readonly reference: number;
  readonly minutes: number;
  readonly outage: number;
}

/** Holds the demand while it falls to nearly nothing at once: it mostly comes back as suddenly. */
export class OutageFilter {
  private reference = 0;
  private minutes = 0;
  private outage = 0;

  /** Returns the demand to plan for, after that of the history: what was seen, or in an outage what was usual before it. */
  pass(demand: number, history: Pick<DemandHistory, 'leastOfHour'>): number {
    this.minutes += 1;
    const isFall = this.minutes > LEAST_HISTORY_MINUTES && demand < OUTAGE_SHARE * this.reference;
    const isLow = isFall && demand < LOW_SHARE * history.leastOfHour;
    if (isLow && this.outage < LONGEST_MINUTES) {
      this.outage += 1;
      return this.reference;
    }
    this.outage = isLow ? this.outage : 0;
    const isKnown = this.minutes > 1 && !isLow;
    this.reference = isKnown ? this.reference + (demand - this.reference) * WEIGHT : demand;
    return demand;
  }

  state(): OutageState {
    const { reference, minutes, outage } = this;
    return { reference, minutes, outage };
  }

  restore(state: OutageState): void {
    Object.assign(this, state);
  }
}
