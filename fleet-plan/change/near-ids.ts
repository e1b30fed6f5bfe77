import { distance } from 'fastest-levenshtein';

/** Ids that are shown at most. */
const MOST_SHOWN = 3;

/** Returns those of the known ids that are written most like the given one, the nearest first. O(ids × length²). */
export function nearIds(given: string, known: readonly string[]): readonly string[] {
  const farthest = Math.max(1, Math.ceil(given.length / 2));
  return known
    .map((id) => ({ id, far: distance(given.toLowerCase(), id.toLowerCase()) }))
    .filter(({ far }) => far <= farthest)
    .sort((left, right) => left.far - right.far || (left.id < right.id ? -1 : 1))
    .slice(0, MOST_SHOWN)
    .map(({ id }) => id);
}
