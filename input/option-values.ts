import { InvalidArgumentError } from 'commander';

const HIGHEST_PORT = 65_535;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Returns a number above 0. @throws InvalidArgumentError otherwise. */
export function parsePositive(text: string): number {
  return parseNumber(text, (value) => value > 0, 'a number above 0');
}

/** Returns a number that is as it must be. @throws InvalidArgumentError otherwise, which says what is `accepted`. */
export function parseNumber(text: string, isValid: (value: number) => boolean, accepted: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || !isValid(value)) {
    throw new InvalidArgumentError(`Give ${accepted}.`);
  }
  return value;
}

/** Returns the number of a port. @throws InvalidArgumentError otherwise. */
export function parsePort(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > HIGHEST_PORT) {
    throw new InvalidArgumentError(`Give a port from 1 to ${HIGHEST_PORT}.`);
  }
  return value;
}

/** Returns a whole number of at least 1. @throws InvalidArgumentError otherwise. */
export function parseCount(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('Give a whole number of at least 1.');
  }
  return value;
}

/** Returns milliseconds of a span such as `30s`, `45m` or `2h`. @throws InvalidArgumentError otherwise. */
export function parseSpan(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  const value = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new InvalidArgumentError('Give a number with s, m or h, e.g. 45m.');
  }
  return value;
}

/** Returns milliseconds since the epoch of an ISO time. @throws InvalidArgumentError for one without a zone. */
export function parseTime(text: string): number {
  const hasZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const value = hasZone && isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(value)) {
    throw new InvalidArgumentError('Give an ISO time with its zone, e.g. 2026-11-30T03:00:00Z.');
  }
  return value;
}

/** Whether the calendar has that day: `Date` reads February 31st as March 3rd. */
function isDay(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** Returns the values given so far and this one, for an option that may be repeated. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
