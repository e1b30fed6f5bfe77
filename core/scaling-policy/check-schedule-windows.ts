import { type FaultList, isObject, type NumberRule, type Unchecked } from '../policy/fault-list';
import { cronFault } from './cron-fault';
import type { ScheduleWindow } from './schedule-window';

const MOST_WINDOWS = 50;
const LONGEST_NAME = 64;
const WEEK_MINUTES = 10_080;
const KEYS = ['name', 'start', 'timeZone', 'minutes', 'floor', 'ceiling'];
const MINUTES: NumberRule = { min: 1, max: WEEK_MINUTES, whole: true, unit: 'minutes' };
const UNITS: NumberRule = { min: 0, max: 5000, whole: true, unit: 'units' };

/** Returns the windows that are right; notes every fault of the others. */
export function checkScheduleWindows(given: unknown, faults: FaultList): readonly ScheduleWindow[] {
  if (!Array.isArray(given) || given.length > MOST_WINDOWS) {
    const isLong = Array.isArray(given);
    const shown = isLong ? `${given.length} windows` : given;
    const fix = isLong
      ? 'Say in one cron expression what comes at the same time on several days.'
      : 'Write windows as a list.';
    faults.add('windows', shown, `a list of at most ${MOST_WINDOWS} windows`, fix);
    return [];
  }
  const windows = given.flatMap((value, index) => checkWindow(value, `windows[${index}].`, faults) ?? []);
  const names = windows.map(({ name }) => name);
  for (const name of new Set(names.filter((candidate, index) => names.indexOf(candidate) < index))) {
    faults.add(
      'windows',
      name,
      'names that differ',
      `Rename all but one window '${name}': reasons tell windows by name.`,
    );
  }
  return windows;
}

function checkWindow(value: unknown, prefix: string, faults: FaultList): ScheduleWindow | undefined {
  if (!isObject(value)) {
    faults.add(prefix.slice(0, -1), value, `an object of ${KEYS.join(', ')}`, 'Write the window as an object.');
    return undefined;
  }
  const before = faults.faults.length;
  faults.unknownKeys(value, KEYS, prefix);
  const name = checkName(value, prefix, faults);
  const start = checkStart(value, prefix, faults);
  const timeZone = checkTimeZone(value, prefix, faults);
  const minutes = faults.number(value, 'minutes', MINUTES, `${prefix}minutes`);
  const bounds = checkBounds(value, prefix, faults);
  const isRight = faults.faults.length === before;
  return isRight ? ({ name, start, timeZone, minutes, ...bounds } as ScheduleWindow) : undefined;
}

function checkName({ name }: Unchecked, prefix: string, faults: FaultList): string | undefined {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= LONGEST_NAME) {
    return name;
  }
  faults.add(`${prefix}name`, name, `a text of 1 to ${LONGEST_NAME} characters`, 'Name the window: reasons tell it.');
  return undefined;
}

function checkStart({ start }: Unchecked, prefix: string, faults: FaultList): string | undefined {
  const fault = typeof start === 'string' ? cronFault(start) : 'it is no text';
  if (fault !== undefined) {
    faults.add(`${prefix}start`, start, 'five fields of cron, e.g. 0 8 * * MON-FRI', `Correct it: ${fault}.`);
    return undefined;
  }
  return start as string;
}

function checkTimeZone({ timeZone }: Unchecked, prefix: string, faults: FaultList): string | undefined {
  if (typeof timeZone === 'string' && isTimeZone(timeZone)) {
    return timeZone;
  }
  const accepted = 'the name of an IANA time zone, e.g. Europe/Berlin or UTC';
  faults.add(
    `${prefix}timeZone`,
    timeZone,
    accepted,
    'Name the zone that the start is in; offsets know no summer time.',
  );
  return undefined;
}

/** Intl tells by throwing; offsets as +01:00 are refused, which some versions take. */
function isTimeZone(name: string): boolean {
  try {
    return (
      /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
    );
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

function checkBounds(value: Unchecked, prefix: string, faults: FaultList): Pick<ScheduleWindow, 'floor' | 'ceiling'> {
  const bounds: { floor?: number; ceiling?: number } = {};
  for (const key of ['floor', 'ceiling'] as const) {
    if (value[key] !== undefined) {
      bounds[key] = faults.number(value, key, UNITS, prefix + key);
    }
  }
  if (value.floor === undefined && value.ceiling === undefined) {
    faults.faults.push(
      `${prefix.slice(0, -1)} sets nothing; accepted: a floor, a ceiling or both. Give one or remove it.`,
    );
  }
  const { floor = 0, ceiling = Number.POSITIVE_INFINITY } = bounds;
  if (floor > ceiling) {
    const fix = `Lower floor to ${ceiling} or raise ceiling to ${floor}.`;
    faults.add(`${prefix}floor`, floor, `at most ceiling, which is ${ceiling}`, fix);
  }
  return bounds;
}
