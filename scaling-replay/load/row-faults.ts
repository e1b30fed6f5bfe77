import { LATEST_MINUTE } from '../../input/latest-minute';
import type { LoadReading, LoadRow } from './load';

/** A missing minute holds the last value; more than so many in a row, and nobody knows what was asked. */
const LONGEST_HELD_MINUTES = 60;
/** Minutes of 366 days: what is longer is a fault in the minutes rather than a load. */
const MOST_MINUTES = 527_040;

/** Returns what is wrong with the numbers of a line, and what to give instead; nothing when it can follow the one before. */
export function rowFault(row: LoadRow, before: LoadRow | undefined, reading: LoadReading): string | undefined {
  const fault = numberFault(row, reading) ?? (before === undefined ? undefined : gapFault(row, before, reading));
  return fault === undefined ? undefined : `line ${row.line}: ${fault}`;
}

/** Returns what is wrong with a load as a whole. */
export function lengthFaults(rows: readonly LoadRow[], { isCounter }: LoadReading): readonly string[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) {
    return ['it has no line with a minute and a value'];
  }
  if (isCounter && rows.length === 1) {
    return ['a counter needs two lines at least: what counts is its growth'];
  }
  const minutes = last.minute - first.minute + 1;
  return minutes > MOST_MINUTES
    ? [`it goes over ${minutes} minutes, at most ${MOST_MINUTES} are replayed; cut the load`]
    : [];
}

function numberFault({ minute, value }: LoadRow, { times }: LoadReading): string | undefined {
  const isSeconds = times === 'seconds';
  if (!Number.isInteger(minute)) {
    return isSeconds ? 'no number of seconds; each line is second,value' : 'no whole minute; each line is minute,value';
  }
  if (minute < 0) {
    return `minute ${minute} is below 0; count minutes from the load's beginning or since the epoch`;
  }
  if (minute > LATEST_MINUTE) {
    return isSeconds
      ? 'its time is after the year 2159; give seconds, not milliseconds'
      : `minute ${minute} is too late; give minutes, or --times seconds`;
  }
  if (Number.isNaN(value)) {
    return 'the value must be a number of at least 0, without a unit; where a value is missing leave the line out';
  }
  if (!Number.isFinite(value) || value < 0) {
    return 'the value must be a number of at least 0; of a counter give the growth per minute, or --counter';
  }
  return undefined;
}

function gapFault({ time, minute }: LoadRow, before: LoadRow, reading: LoadReading): string | undefined {
  const { missing, times, isCounter } = reading;
  const gap = minute - before.minute;
  const isShared = times === 'seconds' && gap === 0;
  // The mean of a minute is the same in any order; a counter would seem to begin anew.
  if (isShared && isCounter && time < before.time) {
    return `second ${time} comes after second ${before.time}; sort the lines`;
  }
  if (gap < 1 && !isShared) {
    return `minute ${minute} comes after minute ${before.minute}; sort the lines and leave one per minute`;
  }
  if (missing !== 'zero' && gap > LONGEST_HELD_MINUTES + 1) {
    const hole = `${gap - 1} minutes are missing before it, at most ${LONGEST_HELD_MINUTES} are held`;
    return `${hole}; cut the load there, or give --missing zero if nothing was asked`;
  }
  return undefined;
}
