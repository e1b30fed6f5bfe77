/** Returns by shard the largest of its loads; with one resource its column itself. O(shards × resources). */
export function shardWeights(loads: readonly Float64Array[], shardCount: number): Float64Array {
  const [first, ...others] = loads;
  if (first === undefined || others.length === 0) {
    return first ?? new Float64Array(shardCount);
  }
  return first.map((load, shard) => others.reduce((most, column) => Math.max(most, column[shard] as number), load));
}
