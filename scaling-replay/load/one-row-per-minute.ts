import type { LoadRow } from './load';

/** Returns one row for each minute that rows share: the mean of their values, or the last one of a counter. O(rows). */
export function oneRowPerMinute(rows: readonly LoadRow[], isCounter: boolean): readonly LoadRow[] {
  const merged: LoadRow[] = [];
  let start = 0;
  rows.forEach((row, index) => {
    if (rows[index + 1]?.minute !== row.minute) {
      const sharing = rows.slice(start, index + 1);
      merged.push(isCounter ? row : { ...row, value: meanOf(sharing) });
      start = index + 1;
    }
  });
  return merged;
}

function meanOf(rows: readonly LoadRow[]): number {
  return rows.reduce((sum, { value }) => sum + value, 0) / rows.length;
}
