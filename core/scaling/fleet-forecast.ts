import { CapacityForecast, type CapacityNeed, type ForecastSettings } from '../forecast/capacity-forecast';
import { recallForecast, rememberForecast } from '../forecast/remembered-forecast';
import type { FleetPolicy } from '../policy/fleet-policy';
import type { ForecastPolicy } from '../policy/sizing-policy';
import type { FleetForecastMemory } from './fleet-forecast-memory';
import type { FleetPressure } from './pressure';
import type { ScalingInput } from './scaling-input';
import type { Seats } from './seats';

/** What the forecast says in this minute. Its units are nodes at their thresholds. */
export interface FleetForecast {
  /** Absent while a watched metric is missing: then it asks for nothing, and no node is spared. */
  readonly need?: CapacityNeed;
  readonly meanDemand: number;
  readonly memory: FleetForecastMemory;
}

const MINUTE_MS = 60_000;

/** Returns the minute that a time lies in, in whole minutes since the epoch. */
export function minuteOf(nowMs: number): number {
  return Math.floor(nowMs / MINUTE_MS);
}

/**
 * Returns the forecast after this minute's demand; nothing without a policy for it, or before any demand was seen. What is
 * `unmet` of the demand is what the active nodes carry above their thresholds. A minute is taken in once, however often it is
 * looked at. Deterministic, O(what was learnt).
 */
export function forecastFleet(
  input: Pick<ScalingInput, 'nowMs' | 'policy' | 'forecast'>,
  seats: Seats,
  pressure: FleetPressure,
): FleetForecast | undefined {
  const { forecast } = input.policy;
  if (forecast === undefined) {
    return undefined;
  }
  const settings = settingsKey(input.policy);
  const known = input.forecast?.settings === settings ? input.forecast : undefined;
  const demand = pressure.missing.length > 0 ? undefined : pressure.highest?.demandNodes;
  if (known === undefined && demand === undefined) {
    return undefined;
  }
  const minute = minuteOf(input.nowMs);
  const isSeen = known !== undefined && minute <= known.minute;
  const memory = isSeen ? known : { settings, ...learnt(input.policy, forecast, known, { minute, demand, seats }) };
  const { need, meanDemand } = memory;
  return { ...(demand === undefined ? {} : { need }), meanDemand, memory };
}

function learnt(
  policy: FleetPolicy,
  { maxUnmet, startUpSeconds }: ForecastPolicy,
  known: FleetForecastMemory | undefined,
  { minute, demand, seats }: { readonly minute: number; readonly demand: number | undefined; readonly seats: Seats },
): Omit<FleetForecastMemory, 'settings'> {
  const metricDelaySeconds = metricDelayOf(policy);
  const settings = { maxUnmet, startUpSeconds, metricDelaySeconds, leastUnits: policy.minNodes };
  const forecast = restored(settings, known);
  const unmet = demand === undefined ? 0 : Math.max(0, demand - seats.active.length);
  forecast.observe({ minute, demand, unmet });
  return {
    maxUnmet,
    minute,
    need: forecast.need(),
    meanDemand: forecast.meanDemand,
    state: rememberForecast(forecast),
  };
}

/** A state that another release shaped otherwise is forgotten. */
function restored(settings: ForecastSettings, known: FleetForecastMemory | undefined): CapacityForecast {
  const forecast = new CapacityForecast(settings);
  if (known) {
    recallForecast(forecast, known.state, known.maxUnmet === settings.maxUnmet);
  }
  return forecast;
}

/** Demand is counted in thresholds, and a horizon is as long as start-up and delay. */
function settingsKey(policy: FleetPolicy): string {
  return JSON.stringify([policy.thresholds, policy.forecast?.startUpSeconds, metricDelayOf(policy)]);
}

function metricDelayOf(policy: FleetPolicy): number {
  return policy.forecast?.metricDelaySeconds ?? policy.heartbeatSeconds;
}
