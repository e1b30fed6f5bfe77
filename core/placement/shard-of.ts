import { shardIdAt } from '../fleet/shard';
import { murmur3 } from './hash';

/**
 * Returns the index of the shard that a key belongs to, from 0 to `shardCount` − 1: the key's murmur3 modulo the count.
 * The same in every process, version and language; docs/hash-vectors.json has test vectors. It says nothing about nodes, so
 * nodes come and go without a key changing its shard; another count changes the shard of nearly every key. O(length).
 * @throws RangeError when the count is no whole number from 1 to 2^32
 */
export function shardOf(key: string, shardCount: number): number {
  if (!Number.isInteger(shardCount) || shardCount < 1 || shardCount > 2 ** 32) {
    throw new RangeError(
      `shardCount is ${shardCount}; accepted: a whole number from 1 to 2^32. Give the fleet's count.`,
    );
  }
  return murmur3(key) % shardCount;
}

/**
 * Returns the id of the shard that a key belongs to in a fleet of so many shards, such as `shard-00042`: what `ShardMap.lookup`
 * takes. O(length).
 * @param shardCount the fleet's, which never changes; with another one the key is looked for where nobody put it
 * @throws RangeError when the count is no whole number from 1 to 2^32
 */
export function shardIdOf(key: string, shardCount: number): string {
  return shardIdAt(shardOf(key, shardCount));
}
