/** Returns the least value that is at least as high as that part of all of them; 0 of none. */
export function nearestRank(values: readonly number[], part: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
