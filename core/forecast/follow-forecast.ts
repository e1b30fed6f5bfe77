import type { CapacityNeed } from './capacity-need';
import { LEAST_STEP, WASTE_MINUTES } from './constants';

/** What a follower remembers: unit-minutes that were too much since the last action. */
export interface Waste {
  readonly unitMinutes: number;
}

/** How many units to have, and why. */
export interface ForecastStep {
  readonly desired: number;
  readonly reason: 'forecast-above' | 'forecast-below' | 'waiting-for-waste' | 'enough';
  readonly waste: Waste;
}

/** What a step is decided on. */
export interface StepInput {
  readonly need: CapacityNeed;
  /** Units that run or were ordered. */
  readonly desired: number;
  /** Mean demand of a minute, in units. */
  readonly meanDemand: number;
  readonly waste: Waste;
}

/**
 * Decides the units to have from what is needed: out at once, to what is kept and by more than the forecast's own noise; in when
 * what was too much has wasted enough. Called once a minute. Pure.
 */
export function followForecast({ need, desired, meanDemand, waste }: StepInput): ForecastStep {
  const none = { unitMinutes: 0 };
  if (need.order > desired) {
    const worthwhile = Math.ceil(desired + LEAST_STEP * need.spread - 0.5);
    const ordered = Math.min(need.most, Math.max(need.order, need.keep, worthwhile));
    return { desired: ordered, reason: 'forecast-above', waste: none };
  }
  if (need.keep >= desired) {
    return { desired, reason: 'enough', waste: none };
  }
  const surplus = desired - need.keep;
  const wasted = { unitMinutes: waste.unitMinutes + surplus };
  const isWorthwhile = surplus >= Math.max(1, LEAST_STEP * need.spread);
  if (wasted.unitMinutes < WASTE_MINUTES * meanDemand || !isWorthwhile) {
    return { desired, reason: 'waiting-for-waste', waste: wasted };
  }
  return { desired: need.keep, reason: 'forecast-below', waste: none };
}
