import type { CsvError } from 'csv-parse/sync';
import { type CsvLine, readCsvLines } from '../../input/csv-lines';
import { firstFaults } from '../../input/first-faults';
import { LATEST_MINUTE } from '../../input/latest-minute';
import { growthOfCounter } from './counter-growth';
import { isEpochMinute } from './epoch-minute';
import { fillGaps } from './fill-gaps';
import { lineFault } from './line-fault';
import type { Load, LoadRow } from './load';
import { LoadError } from './load-error';
import { oneRowPerMinute } from './one-row-per-minute';

/** How a file is to be read. */
export interface LoadReading {
  /**
   * What a missing minute counts as: the value before it, or nothing.
   *
   * @default 'hold'
   */
  readonly missing?: 'hold' | 'zero';
  /**
   * Whether the values are those of a counter that only grows: what counts is its growth in a minute. Where it falls it began at 0 again.
   *
   * @default false
   */
  readonly isCounter?: boolean;
  /**
   * What the first column counts, from the load's beginning or since the epoch.
   *
   * @default 'minutes', except where lines are whole hours apart from the beginning of the load: that is refused, for seconds look the same
   */
  readonly times?: 'minutes' | 'seconds';
}

/** A missing minute holds the last value; more than so many in a row, and nobody knows what was asked. */
const LONGEST_HELD_MINUTES = 60;
/** Minutes of 366 days: what is longer is a fault in the minutes rather than a load. */
const MOST_MINUTES = 527_040;

/**
 * Returns the load in a CSV text of `minute,value` with an optional header. Minutes rise; a gap is filled as asked.
 * @param name - what the text is called in messages.
 * @throws LoadError when a line is no such pair, a minute or a value is negative, time stands or goes back, or a gap is too long.
 */
export function parseLoad(text: string, name: string, reading: LoadReading = {}): Load {
  const lines = readLines(text, name);
  const rows = lines.map((line) => rowOf(line, reading));
  const lineFaults = lines.map(lineFault);
  const faults = rows.flatMap((row, index) => lineFaults[index] ?? faultOf(row, rows[index - 1], reading) ?? []);
  faults.push(...lengthFaults(rows, reading));
  if (faults.length > 0) {
    throw new LoadError([`the load ${name} cannot be replayed:`, ...firstFaults(faults)].join('\n  '));
  }
  const { missing = 'hold', isCounter = false } = reading;
  const timed = oneRowPerMinute(rows, isCounter);
  return isCounter ? growthOfCounter(timed) : fillGaps(timed, missing);
}

/** Returns the lines without a header. */
function readLines(text: string, name: string): readonly CsvLine[] {
  const lines = readCsv(text, name);
  const isHeader = lines[0]?.cells.every((cell) => Number.isNaN(Number(cell))) ?? false;
  return lines.slice(isHeader ? 1 : 0);
}

function rowOf({ cells, line }: CsvLine, { times }: LoadReading): LoadRow {
  const time = numberIn(cells[0]);
  return { line, minute: times === 'seconds' ? Math.floor(time / 60) : time, value: numberIn(cells[1]) };
}

function readCsv(text: string, name: string): readonly CsvLine[] {
  try {
    return readCsvLines(text);
  } catch (error) {
    throw new LoadError(`the load ${name} is no CSV: ${(error as CsvError).message}`);
  }
}

function numberIn(cell: string | undefined): number {
  return cell === undefined || cell === '' ? Number.NaN : Number(cell);
}

function faultOf(row: LoadRow, before: LoadRow | undefined, reading: LoadReading): string | undefined {
  const { line, minute, value } = row;
  if (!Number.isInteger(minute)) {
    return reading.times === 'seconds'
      ? `line ${line}: no number of seconds; each line is second,value`
      : `line ${line}: no whole minute; each line is minute,value`;
  }
  if (minute < 0) {
    return `line ${line}: minute ${minute} is below 0; count minutes from the load's beginning or since the epoch`;
  }
  if (minute > LATEST_MINUTE) {
    return reading.times === 'seconds'
      ? `line ${line}: its time is after the year 2159; give seconds, not milliseconds`
      : `line ${line}: minute ${minute} is too late; give minutes, or --times seconds`;
  }
  if (!Number.isFinite(value) || value < 0) {
    return `line ${line}: the value must be a number of at least 0; of a counter give the growth per minute, or --counter`;
  }
  return before === undefined ? undefined : gapFault(row, before, reading);
}

function gapFault({ line, minute }: LoadRow, before: LoadRow, { missing, times }: LoadReading): string | undefined {
  const gap = minute - before.minute;
  if (times === 'seconds' && gap === 0) {
    return undefined;
  }
  if (gap < 1) {
    return `line ${line}: minute ${minute} comes after minute ${before.minute}; sort the lines and leave one per minute`;
  }
  if (missing !== 'zero' && gap > LONGEST_HELD_MINUTES + 1) {
    return `line ${line}: ${gap - 1} minutes are missing before it, at most ${LONGEST_HELD_MINUTES} are held; cut the load there, or give --missing zero if nothing was asked`;
  }
  return undefined;
}

function lengthFaults(rows: readonly LoadRow[], { isCounter, times }: LoadReading): readonly string[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) {
    return ['it has no line with a minute and a value'];
  }
  if (times === undefined && mayBeSeconds(rows)) {
    return ['no two of its times follow one another: say by --times whether they count minutes or seconds'];
  }
  if (isCounter && rows.length === 1) {
    return ['a counter needs two lines at least: what counts is its growth'];
  }
  const minutes = last.minute - first.minute + 1;
  return minutes > MOST_MINUTES
    ? [`it goes over ${minutes} minutes, at most ${MOST_MINUTES} are replayed; cut the load`]
    : [];
}

/** Whether no two minutes follow one another, so that they may be seconds. Epoch minutes leave no doubt. */
function mayBeSeconds(rows: readonly LoadRow[]): boolean {
  const isSparse = rows.every(({ minute }, index) => minute - 1 !== rows[index - 1]?.minute);
  return rows.length > 1 && isSparse && !isEpochMinute(rows[0]?.minute ?? 0);
}
