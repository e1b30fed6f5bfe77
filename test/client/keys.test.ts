import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { murmur3, ShardMap, shardIdOf, shardKeyOf, shardOf } from '../../client';
import { regularContent } from '../core/map/map-fixtures';
import { MemorySource } from './memory-source';

const SHARD_COUNT = 100;
const packageRequire = createRequire(__filename);

describe('keys', () => {
  it('lead from a record to its shard and from there to the node that the map names', async () => {
    const source = new MemorySource();
    const content = regularContent(4, SHARD_COUNT, 1);
    source.publish(content);
    const map = await ShardMap.load({ source });
    const shardId = shardIdOf(shardKeyOf('user', { $id: 'r1', userId: 'user-42' }), SHARD_COUNT);
    const { owner } = map.lookup(shardId);
    map.close();
    expect(shardId).toBe('shard-00080');
    expect(owner?.nodeId).toBe(content.shards.get('shard-00080')?.owner);
  });

  it('all find a shard that the map knows', async () => {
    const source = new MemorySource();
    source.publish(regularContent(4, SHARD_COUNT, 1));
    const map = await ShardMap.load({ source });
    const found = Array.from(
      { length: 2000 },
      (_, index) => map.lookup(shardIdOf(`key-${index}`, SHARD_COUNT)).shardId,
    );
    map.close();
    expect(new Set(found).size).toBe(SHARD_COUNT);
  });

  it('agree with the test vectors that the package exports', () => {
    const { vectors } = packageRequire('cdk-elastic-fleet/hash-vectors.json');
    expect(vectors.length).toBeGreaterThan(20);
    for (const { key, hash, shardOf50000 } of vectors) {
      expect([murmur3(key), shardOf(key, 50_000)]).toEqual([hash, shardOf50000]);
    }
  });
});
