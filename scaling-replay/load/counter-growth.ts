import type { Load, LoadRow } from './load';

/** A counter grows in about every minute in which anything is asked. */
const GROWING_SHARE = 0.95;
const LEAST_MINUTES = 60;

/**
 * Returns by how much a counter grew in each minute after its first one; growth over a gap is spread evenly. Where the counter falls it was
 * reset, and what it shows has come since.
 */
export function growthOfCounter(rows: readonly LoadRow[]): Load {
  const values: number[] = [];
  let knownMinute = rows[0]?.minute ?? 0;
  let growth = 0;
  let filledMinutes = 0;
  rows.forEach(({ minute, value }, index) => {
    const before = rows[index - 1]?.value ?? value;
    growth += value < before ? value : value - before;
    if (rows[index + 1]?.minute === minute) {
      return;
    }
    const minutes = minute - knownMinute;
    for (let passed = 0; passed < minutes; passed += 1) {
      values.push(growth / minutes);
    }
    filledMinutes += Math.max(0, minutes - 1);
    knownMinute = minute;
    growth = 0;
  });
  return { values, filledMinutes, firstMinute: (rows[0]?.minute ?? 0) + 1 };
}

/**
 * Whether values grow as those of a counter do, so that they are hardly what was asked in each minute.
 * @param measured - how many of them were measured: one that is held from the minute before cannot grow.
 */
export function looksLikeCounter(values: readonly number[], measured: number): boolean {
  const growing = values.filter((value, index) => index > 0 && value > (values[index - 1] ?? value)).length;
  return measured >= LEAST_MINUTES && growing >= GROWING_SHARE * (measured - 1);
}
