import { CapacityForecast } from '../core/forecast/capacity-forecast';
import { followForecast, type Waste } from '../core/forecast/follow-forecast';
import type { Conditions } from './engine/conditions';
import type { Metrics } from './engine/metrics';
import type { ReplayPolicy } from './engine/replay';

const MINUTE_SECONDS = 60;
const NO_WASTE: Waste = { unitMinutes: 0 };

/** Returns a policy of the forecast alone, without the engine that decides in the cloud; with one predictive rule that decides the same. */
export function forecastPolicy(conditions: Conditions, maxUnmet: number): ReplayPolicy {
  const { startUpSeconds, metricDelaySeconds, leastUnits } = conditions;
  const forecast = new CapacityForecast({ startUpSeconds, metricDelaySeconds, maxUnmet, leastUnits });
  let waste = NO_WASTE;
  return ({ desired, metrics }) => {
    if (metrics.hasNewMinute) {
      const minute = metrics.newestMinute;
      forecast.observe({ minute, demand: metrics.demandOf(minute), unmet: metrics.unmetOf(minute) });
      const step = followForecast({ need: forecast.need(), desired, meanDemand: forecast.meanDemand, waste });
      waste = step.waste;
      return step.desired;
    }
    const seen = earlyDemand(conditions, metrics);
    const order = seen === undefined ? 0 : forecast.glimpse(seen, desired).order;
    if (order <= desired) {
      return undefined;
    }
    waste = NO_WASTE;
    return order;
  };
}

/** An early look at the minute that is not over, where the metrics allow one. */
function earlyDemand(conditions: Conditions, metrics: Metrics): number | undefined {
  const { metricPeriodSeconds = MINUTE_SECONDS, metricDelaySeconds } = conditions;
  const isFine = metricPeriodSeconds < MINUTE_SECONDS && metrics.newestMinute >= 0;
  return isFine ? metrics.earlyDemand(metricPeriodSeconds, metricDelaySeconds) : undefined;
}
