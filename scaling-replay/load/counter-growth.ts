import type { LoadRow } from './load';

/** A counter grows in about every minute in which anything is asked. */
const GROWING_SHARE = 0.95;
const LEAST_MINUTES = 60;

/**
 * Returns by how much a counter grew a minute, from its second value on; growth over a gap is spread evenly. Where the counter falls it was
 * reset, and what it shows has come since.
 */
export function growthOfCounter(rows: readonly LoadRow[]): readonly LoadRow[] {
  return rows.slice(1).map(({ line, minute, value }, index) => {
    const before = rows[index];
    const isReset = before !== undefined && value < before.value;
    const growth = isReset ? value : value - (before?.value ?? 0);
    return { line, minute, value: growth / (minute - (before?.minute ?? minute - 1)) };
  });
}

/** Whether values grow as those of a counter do, so that they are hardly what was asked in each minute. */
export function looksLikeCounter(values: readonly number[]): boolean {
  const growing = values.filter((value, index) => index > 0 && value > (values[index - 1] ?? value)).length;
  return values.length >= LEAST_MINUTES && growing >= GROWING_SHARE * (values.length - 1);
}
