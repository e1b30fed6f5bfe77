import { MOST_DEMAND } from '../../core/scaling-policy/rule-voter';
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
 * @throws LoadError when the load ends before the first order could serve, cannot be scaled, or asks for more units than a policy believes.
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
  refuseUnbelievable(demand);
  return {
    ...timing,
    demand: demandOfMinutes(demand),
    firstMinute: epochMinute(firstMinute),
    unitCapacity: unitCapacityOf(values, size),
  };
}

/** A policy takes a higher demand for a fault of its metric, and orders nothing for it. */
function refuseUnbelievable(demand: readonly number[]): void {
  const peak = demand.reduce((most, asked) => Math.max(most, asked), 0);
  if (peak > MOST_DEMAND) {
    throw new LoadError(
      `the load's peak needs ${Math.ceil(peak)} units, and policies believe at most ${MOST_DEMAND}: raise --unit-capacity or lower --mean-units`,
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
