import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { HomeObject } from '../../core/home/manifest';

/** Where everything of a shard lies on the disk. */
export interface CopyLayout {
  /** The installed copy. */
  readonly shard: string;
  /** What the service sees; part of the installed copy. */
  readonly files: string;
  /** Record of the installed copy; there once it is complete. */
  readonly record: string;
  /** The transfer that is under way; on the same file system. */
  readonly incoming: string;
  /** Objects that were fetched and verified. */
  readonly fetched: string;
  /** The next copy, laid out like the installed one; complete once its record is there. */
  readonly next: string;
  readonly nextFiles: string;
  readonly nextRecord: string;
  /** The copy that the next one replaces, while they change places. */
  readonly former: string;
}

/** Folders of all shards. */
export function shardsFolder(dataFolder: string): string {
  return join(dataFolder, 'shards');
}

export function incomingFolder(dataFolder: string): string {
  return join(dataFolder, 'incoming');
}

/** @throws Error when the id would lead out of the data folder. */
export function copyLayout(dataFolder: string, shardId: string): CopyLayout {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(shardId)) {
    throw new Error(`shard id '${shardId}' makes no folder name; use letters, digits, '-', '_' and '.', no '.' first`);
  }
  const shard = join(shardsFolder(dataFolder), shardId);
  const incoming = join(incomingFolder(dataFolder), shardId);
  const next = join(incoming, 'next');
  return {
    shard,
    files: join(shard, 'files'),
    record: join(shard, 'copy.json'),
    incoming,
    fetched: join(incoming, 'fetched'),
    next,
    nextFiles: join(next, 'files'),
    nextRecord: join(next, 'copy.json'),
    former: join(incoming, 'former'),
  };
}

/** Name of a fetched object; two paths never share one, because a service may change either. */
export function fetchedName({ path, key, sha256 }: HomeObject): string {
  return createHash('sha256').update([path, key, sha256].join('\0')).digest('hex');
}
