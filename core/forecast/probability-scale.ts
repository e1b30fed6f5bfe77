const SETTINGS = 13;
const HIGHEST = 0.9;
const STEP = 2;

/** Probabilities that the steering compares, rising by equal factors; positions between two of them are allowed. */
export const PROBABILITIES: readonly number[] = Array.from({ length: SETTINGS }, (_, index) => probabilityAt(index));

/** Returns the probability at a position. Pure. */
export function probabilityAt(position: number): number {
  return HIGHEST * STEP ** (position - (SETTINGS - 1));
}

/** Returns the position of a probability; of one below all the first. Pure. */
export function positionOf(probability: number): number {
  return Math.max(0, Math.log(probability / HIGHEST) / Math.log(STEP) + SETTINGS - 1);
}

/** Returns the position at which a function that rises with the probabilities crosses a value: linear between two, never outside. Pure. */
export function crossingOf(valueAt: (index: number) => number, wanted: number): number {
  let below = valueAt(0);
  if (below >= wanted) {
    return 0;
  }
  for (let index = 1; index < SETTINGS; index += 1) {
    const value = valueAt(index);
    if (value >= wanted) {
      return index - 1 + (wanted - below) / (value - below);
    }
    below = value;
  }
  return SETTINGS - 1;
}

/** Returns a function of the probabilities at a position, linear between two. Pure. */
export function valueAtPosition(valueAt: (index: number) => number, position: number): number {
  const below = Math.min(SETTINGS - 2, Math.floor(position));
  const share = position - below;
  return (1 - share) * valueAt(below) + share * valueAt(below + 1);
}
