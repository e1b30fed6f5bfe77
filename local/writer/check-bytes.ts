import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HomeObject, Manifest } from '../../core/home/manifest';
import type { AcceptedWrite } from './write-ledger';

/** What the homes hold. */
export interface HomesToCheck {
  readManifest(shardId: string): Promise<Manifest | undefined>;
  readObject(key: string): Promise<Buffer>;
}

/** Returns the values of a shard by key from the files of its copy. */
export type ReadValues = (directory: string) => Promise<ReadonlyMap<string, Buffer>>;

/** What the check found. */
export interface ByteCheck {
  readonly shards: number;
  readonly objects: number;
  readonly bytes: number;
  /** Each value that should be there and is not, or is another one; each object that is not what its manifest says. */
  readonly faults: readonly string[];
}

/**
 * Fetches every home, compares every object with its manifest's size and SHA-256, reads the files as a node would, and
 * compares every value with what was written.
 */
export async function checkBytes(
  homes: HomesToCheck,
  shardIds: readonly string[],
  writes: readonly AcceptedWrite[],
  readValues: ReadValues,
): Promise<ByteCheck> {
  const byShard = groupByShard(writes);
  const folder = await mkdtemp(path.join(tmpdir(), 'elastic-fleet-check-'));
  const faults: string[] = [];
  let objects = 0;
  let bytes = 0;
  try {
    for (const shardId of shardIds) {
      const directory = path.join(folder, shardId);
      const fetched = await fetchHome(homes, shardId, directory);
      faults.push(...fetched.faults, ...compare(await readValues(directory), byShard.get(shardId) ?? []));
      objects += fetched.objects;
      bytes += fetched.bytes;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { shards: shardIds.length, objects, bytes, faults };
}

async function fetchHome(homes: HomesToCheck, shardId: string, directory: string) {
  await mkdir(directory, { recursive: true });
  const manifest = await homes.readManifest(shardId);
  const faults: string[] = [];
  let bytes = 0;
  for (const object of manifest?.objects ?? []) {
    const content = await homes.readObject(object.key);
    bytes += content.length;
    if (!isAsDescribed(content, object)) {
      faults.push(`${object.key} is not what the manifest of ${shardId} says`);
    }
    const file = path.join(directory, object.path);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return { objects: manifest?.objects.length ?? 0, bytes, faults };
}

function isAsDescribed(content: Buffer, { sizeBytes, sha256 }: HomeObject): boolean {
  return content.length === sizeBytes && createHash('sha256').update(content).digest('hex') === sha256;
}

function compare(values: ReadonlyMap<string, Buffer>, writes: readonly AcceptedWrite[]): string[] {
  return writes.flatMap(({ shardId, key, value, nodeId, epoch, isDurable }) => {
    const found = values.get(key);
    if (found?.equals(value)) {
      return [];
    }
    const what = isDurable ? 'durable' : 'accepted';
    const how = found === undefined ? 'is missing' : 'has other bytes';
    return [`${key} of ${shardId}, ${what} on ${nodeId} in epoch ${epoch}, ${how}`];
  });
}

function groupByShard(writes: readonly AcceptedWrite[]): ReadonlyMap<string, readonly AcceptedWrite[]> {
  const byShard = new Map<string, AcceptedWrite[]>();
  for (const write of writes) {
    const list = byShard.get(write.shardId) ?? [];
    list.push(write);
    byShard.set(write.shardId, list);
  }
  return byShard;
}
