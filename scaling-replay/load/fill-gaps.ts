import type { Load, LoadRow } from './load';

/** What a missing minute counts as: the value before it, or nothing. */
type Filling = 'hold' | 'zero';

/**
 * Returns the values of rising minutes without holes, and how many were missing. The last value holds as long as any other does at least:
 * that of an hour is one of sixty minutes.
 */
export function fillGaps(rows: readonly LoadRow[], filling: Filling): Load {
  const values: number[] = [];
  const lastMinutes = filling === 'hold' ? leastDistance(rows) : 1;
  rows.forEach(({ minute, value }, index) => {
    const end = rows[index + 1]?.minute ?? minute + lastMinutes;
    values.push(value);
    for (let missing = minute + 1; missing < end; missing += 1) {
      values.push(filling === 'hold' ? value : 0);
    }
  });
  return { values, filledMinutes: values.length - rows.length, firstMinute: rows[0]?.minute ?? 0 };
}

/** Minutes from one row to the next where they are nearest; 1 for a single row. */
function leastDistance(rows: readonly LoadRow[]): number {
  const distances = rows.slice(1).map(({ minute }, index) => minute - (rows[index]?.minute ?? 0));
  return distances.length === 0 ? 1 : distances.reduce((least, distance) => Math.min(least, distance));
}
