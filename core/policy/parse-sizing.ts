import { checkScheduleWindows } from '../scaling-policy/check-schedule-windows';
import type { ScheduleWindow } from '../scaling-policy/schedule-window';
import { type FaultList, isObject, type NumberRule, type Unchecked } from './fault-list';
import { type FleetPolicy, POLICY_DEFAULTS } from './fleet-policy';
import { readNumbers, withoutAbsent } from './read-numbers';
import { type ForecastPolicy, type GrowthLimits, MOST_WINDOWS, type NodeCostCeiling } from './sizing-policy';

/** Names of the members that this file reads. */
export const SIZING_MEMBERS = ['forecast', 'windows', 'limits', 'costCeiling'] as const;

/** What of a policy says how far ahead, when, how fast, and for how much money the fleet grows. */
export type SizingMembers = Pick<FleetPolicy, (typeof SIZING_MEMBERS)[number]>;

const FORECAST: Readonly<Record<keyof ForecastPolicy, NumberRule>> = {
  maxUnmet: { min: 0, max: 0.5, above: true },
  startUpSeconds: { min: 1, max: 3600, whole: true, unit: 'seconds' },
  metricDelaySeconds: { min: 0, max: 600, whole: true, unit: 'seconds' },
};

/** How old metrics are depends on the heartbeat, so the default is filled in where it is used. */
const DELAY = 'metricDelaySeconds';

const GROWTH: Readonly<Record<keyof GrowthLimits, NumberRule>> = {
  growthFactor: { min: 1, max: 10, above: true },
};

const DOLLARS: NumberRule = { min: 0, max: 1_000_000, above: true, unit: 'dollars' };
const COST: Readonly<Record<keyof NodeCostCeiling, NumberRule>> = {
  dollarsPerHour: DOLLARS,
  nodeDollarsPerHour: DOLLARS,
};

/** Returns these members, defaults filled in, and notes every fault; what was refused is absent. Deterministic, O(1). */
export function readSizing(given: Unchecked, faults: FaultList): Partial<SizingMembers> {
  const forecast = readForecast(given.forecast, faults);
  const windows = readWindows(given.windows, faults);
  const limits = readLimits(given.limits, faults);
  const costCeiling = readCostCeiling(given.costCeiling, faults);
  return withoutAbsent({ forecast, windows, limits, costCeiling });
}

function readForecast(given: unknown, faults: FaultList): ForecastPolicy | undefined {
  if (given === undefined) {
    return undefined;
  }
  if (!isObject(given)) {
    const accepted = 'an object of maxUnmet, startUpSeconds and metricDelaySeconds';
    faults.add(
      'forecast',
      given,
      accepted,
      'Write forecast as an object, or leave it out to decide by thresholds alone.',
    );
    return undefined;
  }
  faults.unknownKeys(given, Object.keys(FORECAST), 'forecast.');
  const isThere = ([name]: readonly [string, NumberRule]) => name !== DELAY || given[DELAY] !== undefined;
  const rules: Readonly<Record<string, NumberRule>> = Object.fromEntries(Object.entries(FORECAST).filter(isThere));
  return readNumbers(given, rules, faults, 'forecast.') as unknown as ForecastPolicy;
}

function readLimits(given: unknown, faults: FaultList): GrowthLimits | undefined {
  if (!isObject(given)) {
    faults.add('limits', given, 'an object of growthFactor', 'Write limits as an object.');
    return undefined;
  }
  faults.unknownKeys(given, Object.keys(GROWTH), 'limits.');
  return readNumbers({ ...POLICY_DEFAULTS.limits, ...withoutAbsent(given) }, GROWTH, faults, 'limits.') as GrowthLimits;
}

function readCostCeiling(given: unknown, faults: FaultList): NodeCostCeiling | undefined {
  if (given === undefined) {
    return undefined;
  }
  if (!isObject(given)) {
    const fix = 'Write costCeiling as an object, or leave it out to limit the cost by maxNodes alone.';
    faults.add('costCeiling', given, 'an object of dollarsPerHour and nodeDollarsPerHour', fix);
    return undefined;
  }
  faults.unknownKeys(given, Object.keys(COST), 'costCeiling.');
  return readNumbers(given, COST, faults, 'costCeiling.') as NodeCostCeiling;
}

function readWindows(given: unknown, faults: FaultList): readonly ScheduleWindow[] {
  if (Array.isArray(given) && given.length > MOST_WINDOWS) {
    const fix = 'Join windows that are alike: a start may name several days and hours, e.g. 0 8,18 * * MON-FRI.';
    faults.add('windows', `${given.length} windows`, `at most ${MOST_WINDOWS} windows`, fix);
    return [];
  }
  return checkScheduleWindows(given, faults);
}
