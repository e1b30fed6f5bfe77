import type { Heartbeat } from '../fleet/node';
import type { Shard } from '../fleet/shard';

/** What the map says of a node. */
export interface MapNode {
  /** Host and port at which the node's service serves. */
  readonly address: string;
  readonly zone: string;
}

/** What the map says of a shard. */
export interface MapShard {
  /** Id of the node that the table names as the owner; `null` when it names none. */
  readonly owner: string | null;
  /** The owner's epoch; grows with every change of owner. */
  readonly epoch: number;
  /** Ids of the nodes that hold a copy to read from, in order of promotion. */
  readonly followers: readonly string[];
}

/** The shard map without its version: nodes and shards by id. */
export interface MapContent {
  readonly nodes: ReadonlyMap<string, MapNode>;
  readonly shards: ReadonlyMap<string, MapShard>;
}

/** The shard map as of a published version. */
export interface VersionedMap {
  readonly version: number;
  readonly content: MapContent;
}

/**
 * Returns the map that the table's rows make: every shard with the owner the table names, be it in the middle of a
 * hand-over or dead, and every node that has a heartbeat. A shard whose row nobody can read, or whose row is missing while there are
 * others, is as it was published: its owner serves on, and a fleet's shards never become fewer. So is a node whose address nobody can
 * read. Deterministic, O(shards + nodes).
 */
export function mapContentOf(
  shards: readonly Shard[],
  heartbeats: ReadonlyMap<string, Heartbeat>,
  published?: MapContent,
): MapContent {
  const entryOf = ({ id, owner, epoch, followers, unreadable }: Shard): MapShard =>
    (unreadable && published?.shards.get(id)) ?? { owner, epoch, followers };
  const listed = new Map(shards.map((shard) => [shard.id, entryOf(shard)]));
  return {
    nodes: new Map([...heartbeats].flatMap(([id, heartbeat]) => nodeEntries(id, heartbeat, published))),
    shards: listed.size === 0 ? listed : new Map([...(published?.shards ?? []), ...listed]),
  };
}

function nodeEntries(
  id: string,
  { address, zone, unreadable = [] }: Heartbeat,
  published: MapContent | undefined,
): readonly (readonly [string, MapNode])[] {
  const isUnreadable = unreadable.includes('address') || unreadable.includes('zone');
  const node = isUnreadable ? published?.nodes.get(id) : { address, zone };
  return node ? [[id, node]] : [];
}

/** Returns how many entries a content has: its nodes and its shards. O(1). */
export function contentSize(content: MapContent): number {
  return content.nodes.size + content.shards.size;
}
