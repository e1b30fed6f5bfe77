import { CapacityForecast } from '../core/forecast/capacity-forecast';
import { followForecast, type Waste } from '../core/forecast/follow-forecast';
import type { Conditions } from './engine/conditions';
import type { ReplayPolicy } from './engine/replay';

/** Returns the predictive policy of this kit, the same code that decides in the cloud. */
export function forecastPolicy(conditions: Conditions, maxUnmet: number): ReplayPolicy {
  const { startUpSeconds, metricDelaySeconds, leastUnits } = conditions;
  const forecast = new CapacityForecast({ startUpSeconds, metricDelaySeconds, maxUnmet, leastUnits });
  let waste: Waste = { unitMinutes: 0 };
  return ({ desired, metrics }) => {
    if (!metrics.hasNewMinute) {
      return undefined;
    }
    const minute = metrics.newestMinute;
    forecast.observe({ minute, demand: metrics.demandOf(minute), unmet: metrics.unmetOf(minute) });
    const step = followForecast({ need: forecast.need(), desired, meanDemand: forecast.meanDemand, waste });
    waste = step.waste;
    return step.desired;
  };
}
