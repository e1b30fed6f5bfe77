/** Numbers above are no longer exact. */
const MOST_UNITS = Number.MAX_SAFE_INTEGER;

/**
 * Returns the last unit that is used often enough, or `least` when none above it is. Pure, O(log units).
 *
 * @param useOf - how much a unit is used, counted from 1; never more than the one before it.
 * @param enough - use from which a unit is worth having.
 * @param least - units to have in any case.
 * @param most - a number of units above which none is used enough.
 */
export function lastUsefulUnit(useOf: (unit: number) => number, enough: number, least: number, most: number): number {
  let useful = least;
  let unknown = Math.min(MOST_UNITS, most);
  while (useful < unknown) {
    const middle = useful + Math.ceil((unknown - useful) / 2);
    if (useOf(middle) < enough) {
      unknown = middle - 1;
    } else {
      useful = middle;
    }
  }
  return useful;
}
