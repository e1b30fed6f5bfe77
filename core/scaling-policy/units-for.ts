/** A quotient this little above a whole number is that number: 3 units of 1.1 hold 3.3000000000000003. */
const ROUNDING = 1e-9;

/** Returns the fewest units of which each gets at most `each` of the total. */
export function unitsFor(total: number, each: number): number {
  return Math.max(0, Math.ceil(total / each - ROUNDING));
}
