import { type ForecastStep, followForecast } from '../forecast/follow-forecast';
import type { ScalingBasis } from './scaling-basis';

/**
 * Returns what the forecast wants of the fleet in this minute, and why; nothing without a forecast or while a watched metric is
 * missing. Pure, O(1).
 */
export function followFleetForecast({
  seats,
  forecast,
  waste,
}: Pick<ScalingBasis, 'seats' | 'forecast' | 'waste'>): ForecastStep | undefined {
  if (forecast?.need === undefined) {
    return undefined;
  }
  const { need, meanDemand } = forecast;
  // The step adds what is too much in this minute by itself.
  const before = Math.max(0, waste.nodeMinutes - Math.max(0, seats.serving - need.keep));
  return followForecast({ need, desired: seats.serving, meanDemand, waste: { unitMinutes: before } });
}
