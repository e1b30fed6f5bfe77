import type { CsvError } from 'csv-parse/sync';
import { RESOURCES, type Resource } from '../../core/right-size/size';
import type { UsageSeries } from '../../core/right-size/usage';
import { type CsvLine, readCsvLines } from '../../input/csv-lines';
import { firstFaults } from '../../input/first-faults';
import { LATEST_MINUTE } from '../../input/latest-minute';
import { leastStep } from '../../input/least-step';
import { OperateError } from '../operate-error';

const COLUMNS = RESOURCES.map((resource) => `${resource}Percent`);

/** Use that was never above this everywhere is most likely a fraction of 1, not a percentage. */
export const HIGHEST_FRACTION = 1;

/** Of these nothing has twice what there is; what says so is rather an amount. */
const AMOUNTS: readonly Resource[] = ['memory', 'disk', 'gpuMemory'];
const HIGHEST_PERCENT = 200;

interface Row {
  readonly minute: number;
  readonly values: readonly (number | undefined)[];
}

/**
 * Returns the series in a CSV text with the header `minute` and some of `cpuPercent`, `memoryPercent`, `diskPercent`,
 * `networkPercent`, `gpuPercent`, `gpuMemoryPercent`. Minutes rise; an empty cell is a missing value; the step is the least distance of
 * two minutes.
 * @param name - what the text is called in messages.
 * @throws OperateError that names every fault and the fix.
 */
export function parseUsage(text: string, name: string): readonly UsageSeries[] {
  const [header, ...lines] = readLines(text, name);
  const resources = resourcesOf(header, name);
  const faults: string[] = [];
  const rows = lines.map((line, index) => readRow(line, lines[index - 1], resources, faults));
  if (rows.length < 2) {
    faults.push('it has fewer than two lines of values');
  }
  if (rows.length > 0 && rows.every((row) => row.values.every((value) => (value ?? 0) <= HIGHEST_FRACTION))) {
    faults.push('no value is above 1: give percentages, e.g. 45 and not 0.45');
  }
  if (faults.length > 0) {
    throw new OperateError([`the use in ${name} cannot be read:`, ...firstFaults(faults)].join('\n  '));
  }
  return toSeries(resources, rows);
}

function readLines(text: string, name: string): readonly CsvLine[] {
  try {
    return readCsvLines(text);
  } catch (error) {
    throw new OperateError(`the use in ${name} is no CSV: ${(error as CsvError).message}`);
  }
}

function resourcesOf(header: CsvLine | undefined, name: string): readonly Resource[] {
  const [first, ...others] = header?.cells ?? [];
  const unknown = others.filter((column) => !COLUMNS.includes(column));
  const isDoubled = new Set(others).size < others.length;
  if (first !== 'minute' || others.length === 0 || unknown.length > 0 || isDoubled) {
    throw new OperateError(
      `the first line of ${name} must be minute and some of ${COLUMNS.join(', ')}, each once; it is ${header?.cells.join(',') ?? 'missing'}`,
    );
  }
  return others.map((column) => column.replace(/Percent$/, '') as Resource);
}

function readRow(
  { cells, line }: CsvLine,
  before: CsvLine | undefined,
  resources: readonly Resource[],
  faults: string[],
): Row {
  const minute = numberIn(cells[0]) ?? Number.NaN;
  if (!Number.isInteger(minute)) {
    faults.push(`line ${line}: no whole minute in the first column`);
  } else if (minute > LATEST_MINUTE) {
    faults.push(`line ${line}: minute ${minute} is too late; give minutes, not seconds`);
  } else if (before !== undefined && minute <= Number(before.cells[0])) {
    faults.push(
      `line ${line}: minute ${minute} comes after minute ${before.cells[0]}; sort the lines and leave one per minute`,
    );
  }
  const columns = resources.length + 1;
  if (cells.slice(columns).some((cell) => cell !== '')) {
    faults.push(
      `line ${line}: it has ${cells.length} cells, the first line has ${columns}; write numbers with a point, not a comma`,
    );
  }
  const values = resources.map((resource, index) => {
    const value = numberIn(cells[index + 1]);
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
      faults.push(`line ${line}: ${resource}Percent must be a number of at least 0, or empty when it is missing`);
    } else if (value !== undefined && value > HIGHEST_PERCENT && AMOUNTS.includes(resource)) {
      faults.push(`line ${line}: ${resource}Percent is ${value}; give percent of what there is, not MiB or GB`);
    }
    return value;
  });
  return { minute, values };
}

function numberIn(cell: string | undefined): number | undefined {
  return cell === undefined || cell === '' ? undefined : Number(cell);
}

function toSeries(resources: readonly Resource[], rows: readonly Row[]): readonly UsageSeries[] {
  const stepOfRows = leastStep(rows) ?? 1;
  return resources.map((resource, column) => {
    const points = rows.flatMap(({ minute, values }) => {
      const percent = values[column];
      return percent === undefined ? [] : [{ minute, percent }];
    });
    return { resource, stepMinutes: leastStep(points) ?? stepOfRows, points };
  });
}
