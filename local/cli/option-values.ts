import { InvalidArgumentError } from 'commander';

const HIGHEST_PORT = 65_535;

/** Returns a number above 0. @throws InvalidArgumentError otherwise. */
export function parsePositive(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Give a number above 0.');
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
