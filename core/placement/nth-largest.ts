/**
 * Returns the value that has its place when the values are sorted from the largest down; changes their order. By Hoare's
 * quickselect. O(values) for values in random order.
 * @param place from 1 to the number of values
 * @see https://doi.org/10.1145/366622.366647
 */
export function nthLargest(values: Float64Array, place: number): number {
  const wanted = values.length - place;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const { left, right } = partition(values, low, high);
    if (right < wanted) {
      low = left;
    }
    if (left > wanted) {
      high = right;
    }
  }
  return values[wanted] ?? 0;
}

/** Puts no value above the middle one before `left`, and none below it behind `right`; what lies between equals it. */
function partition(values: Float64Array, low: number, high: number): { readonly left: number; readonly right: number } {
  const pivot = values[(low + high) >>> 1] ?? 0;
  let left = low;
  let right = high;
  while (left <= right) {
    while ((values[left] ?? 0) < pivot) {
      left += 1;
    }
    while ((values[right] ?? 0) > pivot) {
      right -= 1;
    }
    if (left <= right) {
      const value = values[left] ?? 0;
      values[left] = values[right] ?? 0;
      values[right] = value;
      left += 1;
      right -= 1;
    }
  }
  return { left, right };
}
