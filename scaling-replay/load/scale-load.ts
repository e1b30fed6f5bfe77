import { LoadError } from './parse-load';

/** How large the load is: the mean of its demand, or what one unit serves. */
export type LoadSize = { readonly meanUnits: number } | { readonly unitCapacity: number };

/**
 * Returns the demand of each minute in units of capacity.
 * @throws LoadError when nothing is asked at all, so that no mean can be given to it.
 */
export function scaleLoad(values: readonly number[], size: LoadSize): readonly number[] {
  if ('unitCapacity' in size) {
    return values.map((value) => value / size.unitCapacity);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (mean === 0) {
    throw new LoadError('nothing is asked in the whole load, so it cannot be scaled to a mean; give --unit-capacity');
  }
  return values.map((value) => (value / mean) * size.meanUnits);
}
