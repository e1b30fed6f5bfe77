import { fromRuns, toRuns } from './id-runs';
import type { MapContent, MapNode, MapShard } from './map-content';
import type { MapTable } from './map-format';

/** Gives each text a number, in order of first use. */
class IndexTable {
  private readonly indexes = new Map<string, number>();

  of(text: string): number {
    const known = this.indexes.get(text);
    if (known !== undefined) {
      return known;
    }
    const index = this.indexes.size;
    this.indexes.set(text, index);
    return index;
  }

  texts(): readonly string[] {
    return [...this.indexes.keys()];
  }
}

const NO_OWNER = -1;

/** Returns nodes and shards as columns. Deterministic for equal order of entries, O(nodes + shards). */
export function toTable(content: MapContent): MapTable {
  const zones = new IndexTable();
  const nodeIds = new IndexTable();
  const nodes = [...content.nodes].map(([id, { address, zone }]) => [nodeIds.of(id), address, zones.of(zone)] as const);
  const shards = [...content.shards.values()];
  const hasFollowers = shards.some((shard) => shard.followers.length > 0);
  const owners = shards.map(({ owner }) => (owner === null ? NO_OWNER : nodeIds.of(owner)));
  const followers = hasFollowers ? shards.map((shard) => shard.followers.map((id) => nodeIds.of(id))) : [];
  return {
    zones: zones.texts(),
    nodeIds: nodeIds.texts(),
    nodes,
    shardIds: toRuns(content.shards.keys()),
    owners,
    epochs: shards.map((shard) => shard.epoch),
    followers,
  };
}

/** Returns the nodes and shards of a checked table. O(nodes + shards). */
export function fromTable(table: MapTable): MapContent {
  const nodes = new Map<string, MapNode>();
  for (const [node, address, zone] of table.nodes) {
    nodes.set(at(table.nodeIds, node), { address, zone: at(table.zones, zone) });
  }
  const shards = new Map<string, MapShard>();
  fromRuns(table.shardIds).forEach((id, index) => {
    const owner = at(table.owners, index);
    shards.set(id, {
      owner: owner === NO_OWNER ? null : at(table.nodeIds, owner),
      epoch: at(table.epochs, index),
      followers: (table.followers[index] ?? NONE).map((follower) => at(table.nodeIds, follower)),
    });
  });
  return { nodes, shards };
}

const NONE: readonly number[] = [];

function at<Value>(column: readonly Value[], index: number): Value {
  const value = column[index];
  if (value === undefined) {
    throw new Error(`a table of the shard map was not checked: it has no row ${index}`);
  }
  return value;
}
