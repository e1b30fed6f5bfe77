import { type Conditions, demandOfMinutes, peakOf } from '../engine/conditions';
import { epochMinute } from './epoch-minute';
import type { Load } from './load';
import { LoadError } from './load-error';
import { type LoadSize, scaleLoad, unitCapacityOf } from './scale-load';

/** What a load is replayed under. */
export type LoadTiming = Pick<
  Conditions,
  'startUpSeconds' | 'metricDelaySeconds' | 'metricPeriodSeconds' | 'leastUnits' | 'mostUnits'
>;

const MOST_REPLAYED_UNITS = 1_000_000;

/**
 * Returns the conditions of a load of some size.
 * @throws LoadError when the load ends before the first order could serve, cannot be scaled, or asks for an absurd number of units.
 */
export function sizeLoad(load: Load, size: LoadSize, timing: LoadTiming): Conditions {
  const { values, firstMinute } = load;
  const lead = timing.startUpSeconds + timing.metricDelaySeconds;
  if (values.length * 60 <= lead) {
    throw new LoadError(
      `the load has ${values.length} minutes, and the first order serves after ${lead} s: give a longer one`,
    );
  }
  const demand = scaleLoad(values, size);
  refuseAbsurd(demand);
  return {
    ...timing,
    demand: demandOfMinutes(demand),
    firstMinute: epochMinute(firstMinute),
    unitCapacity: unitCapacityOf(values, size),
  };
}

/** More than any fleet has, and than the oracle has memory for. */
function refuseAbsurd(demand: readonly number[]): void {
  const peak = peakOf(demand);
  if (peak > MOST_REPLAYED_UNITS) {
    throw new LoadError(
      `the load's peak needs ${Math.ceil(peak)} units, and at most ${MOST_REPLAYED_UNITS} are replayed: raise --unit-capacity or lower --mean-units`,
    );
  }
}

/** Returns the size that a user gave. @throws LoadError when there is none. */
export function loadSize(given: { readonly meanUnits?: number; readonly unitCapacity?: number }): LoadSize {
  const { meanUnits, unitCapacity } = given;
  if (meanUnits !== undefined) {
    return { meanUnits };
  }
  if (unitCapacity !== undefined) {
    return { unitCapacity };
  }
  throw new LoadError('say how large the load is: give --mean-units or --unit-capacity');
}
