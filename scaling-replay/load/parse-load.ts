import type { CsvError } from 'csv-parse/sync';
import { type CsvLine, readCsvLines } from '../../input/csv-lines';
import { firstFaults } from '../../input/first-faults';
import { growthOfCounter } from './counter-growth';
import { fillGaps } from './fill-gaps';
import { headerFaults, lineFault } from './line-fault';
import type { Load, LoadReading, LoadRow } from './load';
import { LoadError } from './load-error';
import { oneRowPerMinute } from './one-row-per-minute';
import { lengthFaults, rowFault } from './row-faults';

/**
 * Returns the load in a CSV text of `minute,value` with an optional header. Minutes rise; a gap is filled as asked.
 * @param name - what the text is called in messages.
 * @throws LoadError when a line is no such pair, a minute or a value is negative, time stands or goes back, or a gap is too long.
 */
export function parseLoad(text: string, name: string, reading: LoadReading = {}): Load {
  const { header, lines } = readLines(text, name);
  const rows = lines.map((line) => rowOf(line, reading));
  const lineFaults = lines.map(lineFault);
  const faults = [...headerFaults(header, reading)];
  faults.push(...rows.flatMap((row, index) => lineFaults[index] ?? rowFault(row, rows[index - 1], reading) ?? []));
  faults.push(...lengthFaults(rows, reading));
  if (faults.length > 0) {
    throw new LoadError([`the load ${name} cannot be replayed:`, ...firstFaults(faults)].join('\n  '));
  }
  const { missing = 'hold', isCounter = false } = reading;
  return isCounter ? growthOfCounter(rows) : fillGaps(oneRowPerMinute(rows), missing);
}

/** Returns the first line if it is a header, and the others. */
function readLines(text: string, name: string): { readonly header?: CsvLine; readonly lines: readonly CsvLine[] } {
  const lines = readCsv(text, name);
  const isHeader = lines[0]?.cells.every((cell) => Number.isNaN(numberIn(cell))) ?? false;
  return isHeader ? { header: lines[0], lines: lines.slice(1) } : { lines };
}

function rowOf({ cells, line }: CsvLine, { times }: LoadReading): LoadRow {
  const time = numberIn(cells[0]);
  return { line, time, minute: times === 'seconds' ? Math.floor(time / 60) : time, value: numberIn(cells[1]) };
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
