import { type Conditions, demandOfMinutes } from '../engine/conditions';
import { epochMinute } from './epoch-minute';
import type { Load } from './load';
import { LoadError } from './load-error';
import { type LoadSize, scaleLoad, unitCapacityOf } from './scale-load';

/** What a load is replayed under. */
export type LoadTiming = Pick<
  Conditions,
  'startUpSeconds' | 'metricDelaySeconds' | 'metricPeriodSeconds' | 'leastUnits' | 'mostUnits'
>;

/**
 * Returns the conditions of a load of some size.
 * @throws LoadError when the load ends before the first order could serve, or cannot be scaled.
 */
export function sizeLoad(load: Load, size: LoadSize, timing: LoadTiming): Conditions {
  const { values, firstMinute } = load;
  const lead = timing.startUpSeconds + timing.metricDelaySeconds;
  if (values.length * 60 <= lead) {
    throw new LoadError(
      `the load has ${values.length} minutes, and the first order serves after ${lead} s: give a longer one`,
    );
  }
  return {
    ...timing,
    demand: demandOfMinutes(scaleLoad(values, size)),
    firstMinute: epochMinute(firstMinute),
    unitCapacity: unitCapacityOf(values, size),
  };
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
