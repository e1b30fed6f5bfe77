import { LoadError } from './load-error';

/** How large the load is: the mean of its demand, or what one unit serves. */
export type LoadSize = { readonly meanUnits: number } | { readonly unitCapacity: number };

/** Returns the demand of each minute in units of capacity. @throws LoadError as `unitCapacityOf` does. */
export function scaleLoad(values: readonly number[], size: LoadSize): readonly number[] {
  const unitCapacity = unitCapacityOf(values, size);
  return values.map((value) => value / unitCapacity);
}

/**
 * Returns what one unit serves, in the load's own values.
 * @throws LoadError when nothing is asked at all, or more than can be added up, so that no mean can be given to it.
 */
export function unitCapacityOf(values: readonly number[], size: LoadSize): number {
  if ('unitCapacity' in size) {
    return size.unitCapacity;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (mean === 0) {
    throw new LoadError('nothing is asked in the whole load, so it cannot be scaled to a mean; give --unit-capacity');
  }
  if (!Number.isFinite(mean)) {
    throw new LoadError('the values of the load are too large to have a mean; give --unit-capacity');
  }
  return mean / size.meanUnits;
}
