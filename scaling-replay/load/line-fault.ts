import type { CsvLine } from '../../input/csv-lines';
import type { LoadReading } from './load';

const OTHER_SEPARATOR = /[;\t]/;
const CALENDAR_TIME = /^\d{4}-\d{2}-\d{2}/;
const OTHER_UNIT = /^(ms|milliseconds?|s|secs?|seconds?|hours?|days?)$/i;

/** Returns that a header names another unit than the minutes that are read unless somebody says otherwise, if it does. */
export function headerFaults(header: CsvLine | undefined, { times }: LoadReading): readonly string[] {
  const [unit = ''] = header?.cells ?? [];
  return times === undefined && OTHER_UNIT.test(unit)
    ? [`its header says "${unit}", and minutes are read: write minutes, or say --times minutes or --times seconds`]
    : [];
}

/** Returns what is wrong with how a line of a load is written, and how to write it; nothing when it has two cells. */
export function lineFault({ cells, line }: CsvLine): string | undefined {
  const [minute = ''] = cells;
  if (OTHER_SEPARATOR.test(minute)) {
    return `line ${line}: the cells are not separated by a comma; write minute,value, with a point before decimals`;
  }
  if (CALENDAR_TIME.test(minute)) {
    return `line ${line}: ${minute} is a time; give seconds since the epoch, as 'date +%s' shows them, and --times seconds`;
  }
  if (cells.slice(2).some((cell) => cell !== '')) {
    return `line ${line}: it has ${cells.length} cells, and minute,value are two; write numbers without a comma, and leave out further columns`;
  }
  return undefined;
}
