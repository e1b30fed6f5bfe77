/** Gaps of a shell sort grow by this factor. @see https://doi.org/10.1145/5694.315605 */
const GAP_GROWTH = 2.25;

/**
 * Sorts a part of a list by keys that lie beside it, the lowest first, of equal ones the lowest item. In place: for many short parts of long
 * lists, where calls of a comparator cost most. About O(n × log² n).
 */
export function sortByKey(items: Int32Array, keys: Float64Array, start: number, end: number): void {
  let gap = 1;
  while (gap * GAP_GROWTH < end - start) {
    gap = Math.ceil(gap * GAP_GROWTH);
  }
  for (;;) {
    sortWithGap(items, keys, start, end, gap);
    if (gap === 1) {
      return;
    }
    gap = Math.max(1, Math.floor(gap / GAP_GROWTH));
  }
}

function sortWithGap(items: Int32Array, keys: Float64Array, start: number, end: number, gap: number): void {
  for (let next = start + gap; next < end; next += 1) {
    const item = items[next] as number;
    const key = keys[next] as number;
    let place = next;
    while (place - gap >= start) {
      const before = keys[place - gap] as number;
      if (before < key || (before === key && (items[place - gap] as number) <= item)) {
        break;
      }
      items[place] = items[place - gap] as number;
      keys[place] = before;
      place -= gap;
    }
    items[place] = item;
    keys[place] = key;
  }
}
