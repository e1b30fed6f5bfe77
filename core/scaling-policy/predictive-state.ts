import type { CapacityNeed } from '../forecast/capacity-forecast';
import type { Waste } from '../forecast/follow-forecast';
import type { Packed } from '../memory/compact-numbers';
import { Optional } from '../memory/has-shape';

/** What the newest known minute came to. */
export interface KnownNeed {
  readonly minute: number;
  readonly need: CapacityNeed;
  readonly meanDemand: number;
}

/** What of a predictive rule is kept between decisions. */
export interface PredictiveState {
  readonly forecast: Packed;
  readonly known?: KnownNeed;
  readonly counted?: number;
  /** Minutes that were voted on since it remembers. */
  readonly watched?: number;
  /** The risk that was steered to. */
  readonly maxUnmet?: number;
  readonly before: Waste;
  readonly after: Waste;
}

const NEED_EXAMPLE = {
  order: 0,
  keep: 0,
  most: 0,
  expected: 0,
  spread: 0,
  exceedance: 0,
  basis: '',
  why: new Optional(''),
  rise: new Optional(''),
};
/** What the forecast learnt is looked at once it is unpacked. */
export const STATE_EXAMPLE = {
  forecast: undefined,
  known: new Optional({ minute: 0, need: NEED_EXAMPLE, meanDemand: 0 }),
  counted: new Optional(0),
  watched: new Optional(0),
  maxUnmet: new Optional(0),
  before: { unitMinutes: 0 },
  after: { unitMinutes: 0 },
};
