import type { Load, LoadRow } from './load';

/** What a missing minute counts as: the value before it, nothing, or the value after it. */
export type Filling = 'hold' | 'zero' | 'next';

/** Returns the values of rising minutes without holes, and how many were missing. */
export function fillGaps(rows: readonly LoadRow[], filling: Filling): Load {
  const values: number[] = [];
  let filledMinutes = 0;
  rows.forEach(({ minute, value }, index) => {
    const before = rows[index - 1];
    const filler = { hold: before?.value ?? 0, zero: 0, next: value }[filling];
    const missing = before ? minute - before.minute - 1 : 0;
    for (let filled = 0; filled < missing; filled += 1) {
      values.push(filler);
    }
    values.push(value);
    filledMinutes += missing;
  });
  return { values, filledMinutes, firstMinute: rows[0]?.minute ?? 0 };
}
