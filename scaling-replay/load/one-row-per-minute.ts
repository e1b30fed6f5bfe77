import type { LoadRow } from './load';

/** Returns one row for each minute that rows share, with the mean of their values. O(rows). */
export function oneRowPerMinute(rows: readonly LoadRow[]): readonly LoadRow[] {
  const merged: LoadRow[] = [];
  let start = 0;
  rows.forEach((row, index) => {
    if (rows[index + 1]?.minute !== row.minute) {
      merged.push({ ...row, value: meanOf(rows.slice(start, index + 1)) });
      start = index + 1;
    }
  });
  return merged;
}

function meanOf(rows: readonly LoadRow[]): number {
  return rows.reduce((sum, { value }) => sum + value, 0) / rows.length;
}
