import type { CsvLine } from '../../input/csv-lines';

const OTHER_SEPARATOR = /[;\t]/;
const CALENDAR_TIME = /^\d{4}-\d{2}-\d{2}/;

/** Returns what is wrong with how a line of a load is written, and how to write it; nothing when it has two cells. */
export function lineFault({ cells, line }: CsvLine): string | undefined {
  const [minute = ''] = cells;
  if (OTHER_SEPARATOR.test(minute)) {
    return `line ${line}: the cells are not separated by a comma; write minute,value, with a point before decimals`;
  }
  if (CALENDAR_TIME.test(minute)) {
    return `line ${line}: ${minute} is a time; give whole minutes since the epoch: what 'date +%s' shows, divided by 60`;
  }
  if (cells.slice(2).some((cell) => cell !== '')) {
    return `line ${line}: it has ${cells.length} cells, and minute,value are two; write numbers without a comma, and leave out further columns`;
  }
  return undefined;
}
