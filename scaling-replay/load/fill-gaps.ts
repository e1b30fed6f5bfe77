import { leastStep } from '../../input/least-step';
import type { Load, LoadRow } from './load';

/** What a missing minute counts as: the value before it, or nothing. */
type Filling = 'hold' | 'zero';

/**
 * Returns the values of rising minutes without holes, and how many were missing. The last value holds as long as any other does at least:
 * that of an hour is one of sixty minutes.
 */
export function fillGaps(rows: readonly LoadRow[], filling: Filling): Load {
  const values: number[] = [];
  const lastMinutes = filling === 'hold' ? (leastStep(rows) ?? 1) : 1;
  rows.forEach(({ minute, value }, index) => {
    const end = rows[index + 1]?.minute ?? minute + lastMinutes;
    values.push(value);
    for (let missing = minute + 1; missing < end; missing += 1) {
      values.push(filling === 'hold' ? value : 0);
    }
  });
  return { values, filledMinutes: values.length - rows.length, firstMinute: rows[0]?.minute ?? 0 };
}
