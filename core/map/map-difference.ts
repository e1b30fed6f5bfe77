import type { MapContent, MapNode, MapShard } from './map-content';

/** What makes one content of the map into another. */
export interface MapDifference {
  /** Nodes that are new or changed. */
  readonly nodes: ReadonlyMap<string, MapNode>;
  /** Shards that are new or changed. */
  readonly shards: ReadonlyMap<string, MapShard>;
  readonly removedNodes: readonly string[];
  readonly removedShards: readonly string[];
}

/** Returns what is to be applied to `before` to get `after`. Deterministic, O(shards + nodes). */
export function differenceBetween(before: MapContent, after: MapContent): MapDifference {
  return {
    nodes: changed(before.nodes, after.nodes, sameNode),
    shards: changed(before.shards, after.shards, sameShard),
    removedNodes: removed(before.nodes, after.nodes),
    removedShards: removed(before.shards, after.shards),
  };
}

/** Returns how many entries a difference has. O(1). */
export function differenceSize(difference: MapDifference): number {
  const { nodes, shards, removedNodes, removedShards } = difference;
  return nodes.size + shards.size + removedNodes.length + removedShards.length;
}

/** Returns the content after the differences, in this order; `content` stays as it is. O(its entries + theirs). */
export function applyDifferences(content: MapContent, differences: readonly MapDifference[]): MapContent {
  const nodes = new Map(content.nodes);
  const shards = new Map(content.shards);
  for (const difference of differences) {
    applyTo(nodes, difference.nodes, difference.removedNodes);
    applyTo(shards, difference.shards, difference.removedShards);
  }
  return { nodes, shards };
}

function applyTo<Entry>(entries: Map<string, Entry>, set: ReadonlyMap<string, Entry>, gone: readonly string[]): void {
  for (const [id, entry] of set) {
    entries.set(id, entry);
  }
  for (const id of gone) {
    entries.delete(id);
  }
}

function changed<Entry>(
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
  isSame: (left: Entry, right: Entry) => boolean,
): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  for (const [id, entry] of after) {
    const previous = before.get(id);
    if (previous === undefined || !isSame(previous, entry)) {
      found.set(id, entry);
    }
  }
  return found;
}

function removed<Entry>(before: ReadonlyMap<string, Entry>, after: ReadonlyMap<string, Entry>): readonly string[] {
  return [...before.keys()].filter((id) => !after.has(id));
}

function sameNode(left: MapNode, right: MapNode): boolean {
  return left.address === right.address && left.zone === right.zone;
}

function sameShard(left: MapShard, right: MapShard): boolean {
  return (
    left.owner === right.owner &&
    left.epoch === right.epoch &&
    left.followers.length === right.followers.length &&
    left.followers.every((follower, index) => follower === right.followers[index])
  );
}
