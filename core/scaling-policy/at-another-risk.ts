import type { CapacityForecastState } from '../forecast/capacity-forecast';

/** Returns what was learned, its budget begun anew: what was saved of one risk may be many times what another allows. Pure. */
export function atAnotherRisk(learned: CapacityForecastState): CapacityForecastState {
  return { ...learned, risk: { ...learned.risk, saved: 0 } };
}
