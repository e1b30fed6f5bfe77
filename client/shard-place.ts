import type { MapContent } from '../core/map/map-content';

/** A node that serves a shard. */
export interface NodePlace {
  /** Id of the node's instance. */
  readonly nodeId: string;
  /** Host and port at which the node's service serves, such as `10.0.3.17:7070`. */
  readonly address: string;
  /** Name of the node's availability zone. */
  readonly zone: string;
}

/** Where a shard is. */
export interface ShardPlace {
  /** Id of the shard, such as `shard-00042`. */
  readonly shardId: string;
  /** Node to read from and write to; absent while no node owns the shard, or none of known address. */
  readonly owner?: NodePlace;
  /** The owner's epoch: grows with every change of owner. */
  readonly epoch: number;
  /** Nodes to read from, in order of promotion; their data may be older than the owner's. */
  readonly followers: readonly NodePlace[];
}

/** Returns where a shard is, `undefined` when the map does not know it. O(followers). */
export function placeOf(content: MapContent, shardId: string): ShardPlace | undefined {
  const shard = content.shards.get(shardId);
  if (shard === undefined) {
    return undefined;
  }
  const owner = shard.owner === null ? undefined : nodeOf(content, shard.owner);
  const followers = shard.followers.flatMap((nodeId) => nodeOf(content, nodeId) ?? []);
  return { shardId, ...(owner ? { owner } : {}), epoch: shard.epoch, followers };
}

function nodeOf(content: MapContent, nodeId: string): NodePlace | undefined {
  const node = content.nodes.get(nodeId);
  return node && { nodeId, ...node };
}
