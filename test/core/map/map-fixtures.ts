import fc from 'fast-check';
import type { MapContent, MapNode, MapShard } from '../../../core/map/map-content';

/** A map's content from plain objects. */
export function content(nodes: Record<string, MapNode>, shards: Record<string, MapShard>): MapContent {
  return { nodes: new Map(Object.entries(nodes)), shards: new Map(Object.entries(shards)) };
}

/** A content of so many nodes `i-0…` and shards `shard-00000…`, owners in turn, with so many followers. */
export function regularContent(nodeCount: number, shardCount: number, followerCount = 0): MapContent {
  const nodeId = (index: number) => `i-${String(index % nodeCount).padStart(17, '0')}`;
  const nodes = Array.from({ length: nodeCount }, (_, index) => {
    const address = `10.0.${index >> 8}.${index & 255}:7070`;
    return [nodeId(index), { address, zone: `eu-central-1${'abc'[index % 3]}` }] as const;
  });
  const shards = Array.from({ length: shardCount }, (_, index) => {
    const followers = Array.from({ length: followerCount }, (_, follower) => nodeId(index + follower + 1));
    return [
      `shard-${String(index).padStart(5, '0')}`,
      { owner: nodeId(index), epoch: 1 + (index % 40), followers },
    ] as const;
  });
  return { nodes: new Map(nodes), shards: new Map(shards) };
}

const nodeIds = ['a', 'b', 'c', 'node-1', 'node-2', '__proto__'];
const shardNames = ['shard-00000', 'shard-00001', 'shard-00002', 'shard-9', 'shard-10', 'x', 'x1', '7'];
const anyNode = fc.constantFrom(...nodeIds);
const node = fc.record({ address: fc.constantFrom('h1:1', 'h2:2', ''), zone: fc.constantFrom('z1', 'z2', '') });
const shard = fc.record({
  owner: fc.option(anyNode),
  epoch: fc.nat(5),
  followers: fc.uniqueArray(anyNode, { maxLength: 3 }),
});

/** Any content over a few ids, so that successive ones have much in common. Shards may name nodes that it lacks. */
export const anyContent: fc.Arbitrary<MapContent> = fc
  .record({
    nodes: fc.uniqueArray(fc.tuple(anyNode, node), { selector: ([id]) => id }),
    shards: fc.uniqueArray(fc.tuple(fc.constantFrom(...shardNames), shard), { selector: ([id]) => id }),
  })
  .map(({ nodes, shards }) => ({ nodes: new Map(nodes), shards: new Map(shards) }));
