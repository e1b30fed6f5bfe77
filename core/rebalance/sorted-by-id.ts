/** Returns the entries in order of id; the very list when it is in that order already, as a table gives it. O(n log n). */
export function sortedById<Entry extends { readonly id: string }>(entries: readonly Entry[]): readonly Entry[] {
  const isSorted = entries.every((entry, index) => index === 0 || (entries[index - 1]?.id ?? '') <= entry.id);
  return isSorted ? entries : [...entries].sort((left, right) => (left.id < right.id ? -1 : 1));
}
