import type { CsvError } from 'csv-parse/sync';
import { type CsvLine, readCsvLines } from '../../local/trace/csv-lines';

/** A minute that is missing holds the last value; more than so many in a row, and nobody knows what was asked. */
const LONGEST_GAP_MINUTES = 60;
const FAULTS_SHOWN = 20;

/** A load as it was measured, one value a minute without holes. */
export interface Load {
  readonly values: readonly number[];
  /** Minutes that the file did not have: they hold the value before them. */
  readonly filledMinutes: number;
}

/** The load cannot be used; the message names every fault and the fix. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
}

interface Row {
  readonly line: number;
  readonly minute: number;
  readonly value: number;
}

/**
 * Returns the load in a CSV text of `minute,value` with an optional header. Minutes rise; gaps of up to an hour hold the last
 * value.
 * @param name - what the text is called in messages.
 * @throws LoadError when a line is no such pair, a value is negative, time stands or goes back, or a gap is longer.
 */
export function parseLoad(text: string, name: string): Load {
  const rows = readRows(text, name);
  const faults = rows.flatMap((row, index) => faultOf(row, rows[index - 1]) ?? []);
  if (rows.length === 0) {
    faults.push('it has no line with a minute and a value');
  }
  if (faults.length > 0) {
    throw new LoadError([`the load ${name} cannot be replayed:`, ...shortened(faults)].join('\n  '));
  }
  return withoutGaps(rows);
}

function readRows(text: string, name: string): readonly Row[] {
  const lines = readLines(text, name);
  const isHeader = lines[0]?.cells.every((cell) => Number.isNaN(Number(cell))) ?? false;
  return lines.slice(isHeader ? 1 : 0).map(({ cells, line }) => {
    return { line, minute: numberIn(cells[0]), value: numberIn(cells[1]) };
  });
}

function readLines(text: string, name: string): readonly CsvLine[] {
  try {
    return readCsvLines(text);
  } catch (error) {
    throw new LoadError(`the load ${name} is no CSV: ${(error as CsvError).message}`);
  }
}

function numberIn(cell: string | undefined): number {
  return cell === undefined || cell === '' ? Number.NaN : Number(cell);
}

function faultOf({ line, minute, value }: Row, before: Row | undefined): string | undefined {
  if (!Number.isInteger(minute)) {
    return `line ${line}: no whole minute; each line is minute,value`;
  }
  if (!Number.isFinite(value) || value < 0) {
    return `line ${line}: the value must be a number of at least 0; of a counter give the growth per minute`;
  }
  const gap = before ? minute - before.minute : 1;
  if (gap < 1) {
    return `line ${line}: minute ${minute} comes after minute ${before?.minute}; sort the lines and leave one per minute`;
  }
  if (gap > LONGEST_GAP_MINUTES + 1) {
    return `line ${line}: ${gap - 1} minutes are missing before it, at most ${LONGEST_GAP_MINUTES} are held; cut the load there`;
  }
  return undefined;
}

function shortened(faults: readonly string[]): readonly string[] {
  const more = faults.length - FAULTS_SHOWN;
  return more > 0 ? [...faults.slice(0, FAULTS_SHOWN), `and ${more} more`] : faults;
}

function withoutGaps(rows: readonly Row[]): Load {
  const values: number[] = [];
  let filledMinutes = 0;
  rows.forEach(({ minute, value }, index) => {
    const before = rows[index - 1];
    const missing = before ? minute - before.minute - 1 : 0;
    values.push(...Array.from({ length: missing }, () => before?.value ?? 0), value);
    filledMinutes += missing;
  });
  return { values, filledMinutes };
}
