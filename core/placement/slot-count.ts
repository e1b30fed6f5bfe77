/**
 * Returns the number of slots when a table can have so many.
 * @throws RangeError when it is no power of two between the bounds
 */
export function checkedSlotCount(slots: number, least: number, most: number): number {
  const isPowerOfTwo = Number.isInteger(Math.log2(slots));
  if (!isPowerOfTwo || slots < least || slots > most) {
    throw new RangeError(`slots is ${slots}; accepted: a power of two from ${least} to ${most}.`);
  }
  return slots;
}
