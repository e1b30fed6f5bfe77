/** A source of numbers that are the same for the same seed. */
export interface SeededRandom {
  /** Evenly from [0, 1). */
  uniform(): number;
  /** Normally distributed, mean 0, standard deviation 1. */
  normal(): number;
}

/** Returns a seeded source of random numbers (mulberry32: 32 bits of state, ample for a few thousand draws). */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  function uniform(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  function normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }
  return { uniform, normal };
}
