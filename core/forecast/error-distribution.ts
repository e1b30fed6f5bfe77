import { TAIL_POWER } from './constants';

/**
 * How likely errors are, in units of the error that was expected, is believed and not counted: two weeks hold too few great ones to tell. As many
 * are above as below, and fewer the larger they are by a power of their size (a Lomax distribution, https://en.wikipedia.org/wiki/Lomax_distribution).
 * With this scale the mean size is the expected one.
 */
const SCALE = TAIL_POWER - 1;

/** Returns the error that is exceeded with a probability between 0 and 1. Pure. */
export function errorExceededWith(probability: number): number {
  const oneSided = 2 * Math.min(probability, 1 - probability);
  const size = SCALE * (oneSided ** (-1 / TAIL_POWER) - 1);
  return probability < 0.5 ? size : -size;
}

/** Returns by how much errors exceed a value in the mean, those that do not by nothing. Pure. */
export function expectedExcess(from: number): number {
  const beyond = (1 + Math.abs(from) / SCALE) ** -SCALE / 2;
  return from < 0 ? beyond - from : beyond;
}

/** Returns the expected use of one unit of capacity: errors from `from` on use it, those from `from + width` on in whole. Pure. */
export function expectedUse(from: number, width: number): number {
  return (expectedExcess(from) - expectedExcess(from + width)) / width;
}
