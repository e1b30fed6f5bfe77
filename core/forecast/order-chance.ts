import { ORDER_BAND } from './constants';

/** Above it any distribution says little. */
const MOST_CHANCE = 0.95;

/**
 * Returns the probability with which the last unit of an order must be used for it to be placed, where units are kept that are used
 * with `exceedance`. Between the two what stands is left alone. Pure.
 */
export function orderChance(exceedance: number): number {
  return Math.min(MOST_CHANCE, ORDER_BAND * exceedance);
}
