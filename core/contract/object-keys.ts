/** Where things lie in a fleet's bucket. */

/** Where the shards' durable homes live in the bucket. */
export const HOMES_PREFIX = 'homes/';

/** Where explicitly archived shards live; only this prefix has Glacier rules. */
export const ARCHIVE_PREFIX = 'archive/';

/** Last part of a manifest's key; the bucket policy demands conditional writes on it. */
export const MANIFEST_NAME = 'manifest.json';

/** Key of a shard's manifest in the bucket. */
export function manifestKey(shardId: string): string {
  return `${HOMES_PREFIX}${shardId}/${MANIFEST_NAME}`;
}

/** Prefix of everything in a shard's home. */
export function homePrefix(shardId: string): string {
  return `${HOMES_PREFIX}${shardId}/`;
}

/** Key of a data object of a home: its epoch says which owner wrote it, and `unique` never repeats. */
export function homeObjectKey(shardId: string, epoch: number, unique: string): string {
  return `${homePrefix(shardId)}${epoch}/${unique}`;
}

/** Where the published shard map lives in the bucket. */
export const MAP_PREFIX = 'map/';

/** The one mutable object of the map: names its version, its snapshot and the changes since. */
export const MAP_HEAD_KEY = `${MAP_PREFIX}head.json`;
