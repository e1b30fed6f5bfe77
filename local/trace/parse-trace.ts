import type { CsvError } from 'csv-parse/sync';
import { type CsvLine, readCsvLines } from '../../input/csv-lines';
import { firstFaults } from '../../input/first-faults';
import { scaleToMean, type Trace, TraceError, type TraceSize, traceSizeFaults } from './trace';

/** A trace, or every reason why the text is none. */
export type TraceParse = { readonly trace: Trace } | { readonly faults: readonly string[] };

/**
 * Returns the first `size.minutes` minutes of a CSV text of `minute,value` (a header line is optional), scaled to the
 * mean asked for; or all faults, each with its line. Minutes must follow one another without holes. Never throws on
 * bad text. O(lines).
 */
export function parseTrace(text: string, name: string, size: TraceSize): TraceParse {
  const sizeFaults = traceSizeFaults(size);
  if (sizeFaults.length > 0) {
    return { faults: sizeFaults };
  }
  const read = readLines(text);
  if ('faults' in read) {
    return read;
  }
  const { values, faults } = readValues(withoutHeader(read.lines));
  if (faults.length === 0 && values.length < size.minutes) {
    faults.push(lengthFault(values.length, size.minutes));
  }
  if (faults.length > 0) {
    return { faults: firstFaults(faults) };
  }
  return scale(values.slice(0, size.minutes), name, size.meanUnits);
}

function scale(values: readonly number[], name: string, meanUnits: number): TraceParse {
  try {
    return { trace: { name, demand: scaleToMean(values, meanUnits), events: [] } };
  } catch (error) {
    if (error instanceof TraceError) {
      return { faults: [error.message] };
    }
    throw error;
  }
}

function readLines(text: string): { readonly lines: readonly CsvLine[] } | { readonly faults: readonly string[] } {
  try {
    return { lines: readCsvLines(text) };
  } catch (error) {
    return { faults: [`the file is not CSV: ${(error as CsvError).message}`] };
  }
}

/** A first line without any number in it is a header. */
function withoutHeader(lines: readonly CsvLine[]): readonly CsvLine[] {
  const isHeader = lines[0]?.cells.every((cell) => cell !== '' && Number.isNaN(Number(cell))) ?? false;
  return isHeader && lines[0]?.cells.length !== 1 ? lines.slice(1) : lines;
}

function readValues(lines: readonly CsvLine[]): { values: number[]; faults: string[] } {
  const values: number[] = [];
  const faults: string[] = [];
  let previousMinute: number | undefined;
  for (const line of lines) {
    const fault = lineFault(line, previousMinute);
    if (fault) {
      faults.push(`line ${line.line}: ${fault}`);
    }
    const minute = toNumber(line.cells[0]);
    previousMinute = Number.isInteger(minute) ? minute : previousMinute === undefined ? undefined : previousMinute + 1;
    values.push(toNumber(line.cells[1]));
  }
  return { values, faults };
}

function lineFault({ cells }: CsvLine, previousMinute: number | undefined): string | undefined {
  if (cells.length < 2) {
    return `${cells.length} column; each line needs two, minute,value`;
  }
  const [minuteText = '', valueText = ''] = cells;
  const minute = toNumber(minuteText);
  if (!Number.isInteger(minute) || minute < 0) {
    return `minute "${minuteText}" is not a whole number of at least 0`;
  }
  return minuteFault(minute, previousMinute) ?? valueFault(valueText);
}

function minuteFault(minute: number, previous: number | undefined): string | undefined {
  if (previous === undefined || minute === previous + 1) {
    return undefined;
  }
  if (minute === previous) {
    return `minute ${minute} stands there twice; give one value a minute`;
  }
  if (minute < previous) {
    return `minute ${minute} comes after minute ${previous}; sort the lines by minute`;
  }
  const missing = minute - previous - 1;
  return `${missing} minute${missing === 1 ? '' : 's'} missing between ${previous} and ${minute}; fill the hole`;
}

function valueFault(text: string): string | undefined {
  const value = toNumber(text);
  if (!Number.isFinite(value)) {
    return `value "${text}" is not a number`;
  }
  return value < 0 ? `value ${text} is negative; demand is at least 0` : undefined;
}

/** An empty cell is no number, although JavaScript reads it as 0. */
function toNumber(text: string | undefined): number {
  return text ? Number(text) : Number.NaN;
}

function lengthFault(found: number, asked: number): string {
  return found === 0
    ? 'the file holds no minutes; each line needs minute,value'
    : `the file holds ${found} minutes, ${asked} were asked for; give --minutes ${found} or a longer trace`;
}
