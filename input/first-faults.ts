/** Faults that are told at once; who mends so many tries again. */
const FAULTS_SHOWN = 20;

/** Returns the first faults of an input, and how many more there are. */
export function firstFaults(faults: readonly string[]): readonly string[] {
  const more = faults.length - FAULTS_SHOWN;
  return more > 0 ? [...faults.slice(0, FAULTS_SHOWN), `and ${more} more`] : faults;
}
