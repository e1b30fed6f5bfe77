interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of the values from `least` on. */
  readonly names: readonly string[];
}

/** A range or `*`, and its step. */
const PART = /^(\*|[^/]+)(?:\/(.+))?$/;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAYS_OF_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DAY: CronField = { name: 'day of the month', least: 1, most: 31, names: [] };
const MONTH: CronField = { name: 'month', least: 1, most: 12, names: MONTHS };

const FIELDS: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59, names: [] },
  { name: 'hour', least: 0, most: 23, names: [] },
  DAY,
  MONTH,
  { name: 'day of the week', least: 0, most: 7, names: WEEKDAYS },
];

/**
 * Returns what is wrong with five fields of cron; nothing when they are right. Accepted are `*`, numbers, names of months and weekdays,
 * rising ranges, steps over these, and lists with commas. Pure.
 *
 * @see https://man7.org/linux/man-pages/man5/crontab.5.html
 */
export function cronFault(text: string): string | undefined {
  const fields = text.split(' ');
  if (fields.length !== FIELDS.length || fields.includes('')) {
    return 'it needs five fields with one space between: minute, hour, day of the month, month, day of the week';
  }
  for (const [index, field] of FIELDS.entries()) {
    const fault = (fields[index] ?? '').split(',').map((part) => partFault(part, field));
    const first = fault.find((found) => found !== undefined);
    if (first) {
      return first;
    }
  }
  return neverFault(fields);
}

function partFault(part: string, field: CronField): string | undefined {
  const [, range = '', step] = PART.exec(part) ?? [];
  if (step !== undefined && !(/^\d+$/.test(step) && Number(step) >= 1 && Number(step) <= field.most)) {
    return `the step '${step}' of the ${field.name} is not a whole number from 1 to ${field.most}`;
  }
  if (range === '*') {
    return undefined;
  }
  const [from, to, ...more] = range.split('-').map((value, index) => fieldValue(value, field, index));
  if (from === undefined || (to === undefined && range.includes('-')) || more.length > 0) {
    const names = field.names.length > 0 ? `, or ${field.names.join(' ')}` : '';
    return `'${part}' is no ${field.name}: ${field.least} to ${field.most}${names}, a rising range as 1-5, or *`;
  }
  if (to !== undefined && to < from) {
    return `the range '${range}' of the ${field.name} falls; write it as two, with a comma`;
  }
  return step !== undefined && to === undefined ? `the step of '${part}' needs a range or * before it` : undefined;
}

/** Sunday is 0, and 7 at a range's end. */
function fieldValue(text: string, { least, most, names }: CronField, index: number): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named === 0 && names === WEEKDAYS && index === 1) {
    return most;
  }
  const value = named >= 0 ? named + least : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** A day that none of the months has never comes, unless a weekday may take its place. */
function neverFault(fields: readonly string[]): string | undefined {
  const [, , days = '*', months = '*', weekdays = '*'] = fields;
  if (!weekdays.includes('*')) {
    return undefined;
  }
  const firstDay = Math.min(...valuesOf(days, DAY));
  const lastDay = Math.max(...valuesOf(months, MONTH).map((month) => DAYS_OF_MONTHS[month - 1] ?? 0));
  return firstDay > lastDay ? `no month of '${months}' has a day ${firstDay}` : undefined;
}

/** Returns the values that a field which is right stands for. */
function valuesOf(text: string, field: CronField): readonly number[] {
  return text.split(',').flatMap((part) => {
    const [, range = '', step = '1'] = PART.exec(part) ?? [];
    const ends = range.split('-').map((value, index) => fieldValue(value, field, index));
    const [from = field.least, to = from] = range === '*' ? [field.least, field.most] : ends;
    const count = Math.floor((to - from) / Number(step)) + 1;
    return Array.from({ length: count }, (_, index) => from + index * Number(step));
  });
}
