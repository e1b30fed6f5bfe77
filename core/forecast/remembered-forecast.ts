import { type Packed, packNumbers, unpackNumbers } from '../memory/compact-numbers';
import { hasShape } from '../memory/has-shape';
import { CapacityForecast, type CapacityForecastState } from './capacity-forecast';
import { NO_LOSSES } from './loss-record';

const STATE_EXAMPLE = exampleState();

/** Returns what a forecast has learnt as JSON of about a quarter of its size, see `packNumbers`. */
export function rememberForecast(forecast: CapacityForecast): Packed {
  return packNumbers(forecast.state());
}

/**
 * Gives a new forecast what another of the same timing had learnt; false, and nothing is given, when it is of another shape. At another risk its
 * losses are forgotten: those of one risk may be many times what another allows.
 */
export function recallForecast(forecast: CapacityForecast, remembered: Packed, isSameRisk: boolean): boolean {
  const state = unpackNumbers(remembered);
  if (!hasShape(state, STATE_EXAMPLE)) {
    return false;
  }
  const learnt = state as CapacityForecastState;
  forecast.restore(isSameRisk ? learnt : { ...learnt, risk: { ...learnt.risk, losses: NO_LOSSES } });
  return true;
}

/** Returns a state to compare others with: all are made alike. */
function exampleState(): CapacityForecastState {
  const forecast = new CapacityForecast({ maxUnmet: 0.5, startUpSeconds: 60, metricDelaySeconds: 60, leastUnits: 1 });
  forecast.observe({ minute: 0, demand: 1, unmet: 0 });
  return forecast.state();
}
