import { dirname, join } from 'node:path';
import type { HomeObject, Manifest } from '../../core/home/manifest';
import { CorruptObjectError, DiskFullError } from '../errors';
import { type CopyLayout, fetchedName } from './copy-layout';
import { afterLinking, type CopyRecord, isSameContent, type KnownFile, recordOf, writeRecord } from './copy-record';
import type { CopyWorld } from './copy-world';
import { fetchObject } from './fetch-object';
import { type FileSystem, ifReadable, syncTree } from './file-system';
import { hashFile } from './hash-file';
import { inParallel } from './in-parallel';
import { installCopy } from './install-copy';
import { isDiskFull } from './name-disk-fault';
import type { TransferPlan } from './plan-transfer';

/** A copy to be brought up to a manifest. */
export interface TransferOrder {
  readonly shardId: string;
  readonly layout: CopyLayout;
  /** `undefined` for a shard without a home: the copy is empty. */
  readonly manifest: Manifest | undefined;
  readonly plan: TransferPlan;
}

/** Files of one shard that are open at once. */
const FILES_AT_ONCE = 8;

/**
 * Brings a copy up to its manifest beside the installed one, puts it in its place as a whole, and returns its record.
 * Whatever ends it earlier leaves the installed copy as it was, and what was verified for the next attempt.
 */
export async function transferCopy(world: CopyWorld, order: TransferOrder, signal: AbortSignal): Promise<CopyRecord> {
  const { disk } = world;
  const { layout } = order;
  const record = await prepareNext(world, order, signal).catch(async (error: unknown) => {
    await leaveRoom(disk, layout, error);
    throw error;
  });
  signal.throwIfAborted();
  await installCopy(disk, layout);
  // A write of the service with the time of the fetch would pass for what was fetched ever after.
  await disk.nextTick();
  const settled = await afterLinking(disk, layout.files, record);
  await writeRecord(disk, layout.record, settled);
  return settled;
}

/** Of a disk that ran full what has come is given back: the service cannot write what it serves, and so not flush it either. */
async function leaveRoom(disk: FileSystem, layout: CopyLayout, error: unknown): Promise<void> {
  if (isDiskFull(error)) {
    await disk.remove(layout.next);
    await disk.remove(layout.fetched);
  }
}

/** Fetches what is missing, makes the next copy of it and of what is kept, and returns its record. */
async function prepareNext(world: CopyWorld, order: TransferOrder, signal: AbortSignal): Promise<CopyRecord> {
  const { disk } = world;
  const { layout, plan, manifest } = order;
  await disk.makeFolder(layout.fetched);
  await disk.remove(layout.next);
  const wanted = [...plan.missing, ...plan.doubtful.map(({ object }) => object)];
  const there = await keepVerified(world, layout, wanted);
  const isAbsent = (object: HomeObject) => !there.has(fetchedName(object));
  // Before files are read to know them: that takes long, and would begin anew with each attempt.
  await checkRoom(world, layout, plan.missing.filter(isAbsent));
  const verified = await verifyDoubtful(world, order, signal);
  const missing = [...plan.missing, ...verified.missing];
  await fetchAbsent(world, order, missing.filter(isAbsent), signal);
  const files = await gatherNext(world, layout, [...plan.kept, ...verified.kept], missing, signal);
  const record = recordOf(manifest, files);
  await writeRecord(disk, layout.nextRecord, record);
  return record;
}

async function verifyDoubtful(
  world: CopyWorld,
  { shardId, layout, plan: { doubtful } }: TransferOrder,
  signal: AbortSignal,
): Promise<{ kept: KnownFile[]; missing: HomeObject[] }> {
  const isSound = async ({ object }: KnownFile, inner: AbortSignal) => {
    const path = join(layout.files, object.path);
    const hash = () => hashFile(world, path, object.sizeBytes, inner);
    return (await ifReadable(world.files.run(shardId, hash, inner))) === object.sha256;
  };
  const sound = await inParallel(doubtful, FILES_AT_ONCE, isSound, signal);
  return {
    kept: doubtful.filter((_, index) => sound[index]),
    missing: doubtful.filter((_, index) => !sound[index]).map(({ object }) => object),
  };
}

async function fetchAbsent(
  world: CopyWorld,
  { shardId, layout }: TransferOrder,
  absent: readonly HomeObject[],
  signal: AbortSignal,
): Promise<void> {
  await checkRoom(world, layout, absent);
  // Files that grow from their begin can be hashed on the way, so parts of few files beside each other are avoided.
  const partsAtOnce = Math.ceil(world.transfers.ceiling / Math.min(FILES_AT_ONCE, absent.length));
  const fetch = (object: HomeObject, inner: AbortSignal) => {
    const path = join(layout.fetched, fetchedName(object));
    return world.files.run(shardId, () => fetchObject(world, shardId, object, path, partsAtOnce, inner), inner);
  };
  await inParallel(absent, FILES_AT_ONCE, fetch, signal);
}

/** Names of the wanted objects that an earlier attempt has verified; whatever else it left is removed. */
async function keepVerified(
  { disk }: CopyWorld,
  layout: CopyLayout,
  objects: readonly HomeObject[],
): Promise<ReadonlySet<string>> {
  const wanted = new Map(objects.map((object) => [fetchedName(object), object.sizeBytes]));
  const there = new Set<string>();
  for (const { name } of (await disk.list(layout.fetched)) ?? []) {
    const path = join(layout.fetched, name);
    const revision = await disk.revision(path);
    if (revision !== undefined && revision.sizeBytes === wanted.get(name)) {
      there.add(name);
    } else {
      await disk.remove(path);
    }
  }
  return there;
}

/** @throws DiskFullError before a transfer that cannot end well. */
async function checkRoom({ disk }: CopyWorld, layout: CopyLayout, absent: readonly HomeObject[]): Promise<void> {
  const neededBytes = absent.reduce((sum, object) => sum + object.sizeBytes, 0);
  const freeBytes = neededBytes > 0 ? await disk.freeBytes(layout.incoming) : 0;
  if (freeBytes < neededBytes) {
    const message = `${layout.shard}: ${neededBytes} bytes are to be fetched, but the disk has ${freeBytes} bytes free`;
    throw new DiskFullError(message);
  }
}

/** Makes the next copy's files of links, and returns what is known of them. */
async function gatherNext(
  world: CopyWorld,
  layout: CopyLayout,
  kept: readonly KnownFile[],
  fetched: readonly HomeObject[],
  signal: AbortSignal,
): Promise<Map<string, KnownFile>> {
  const { disk } = world;
  const sources = [
    ...kept.map((known) => ({ ...known, from: join(layout.files, known.object.path) })),
    ...fetched.map((object) => ({ object, revision: undefined, from: join(layout.fetched, fetchedName(object)) })),
  ];
  await disk.makeFolder(layout.nextFiles);
  for (const folder of new Set(sources.map(({ object }) => dirname(join(layout.nextFiles, object.path))))) {
    await disk.makeFolder(folder);
  }
  const known = await inParallel(
    sources,
    FILES_AT_ONCE,
    async ({ object, revision: expected, from }): Promise<[string, KnownFile]> => {
      const path = join(layout.nextFiles, object.path);
      await disk.link(from, path);
      const source = await disk.revision(from);
      const revision = await disk.revision(path);
      const hasChanged = expected !== undefined && !(source && isSameContent(source, expected));
      if (revision === undefined || hasChanged) {
        throw new CorruptObjectError(`${from} changed while the next copy was made of it`);
      }
      return [object.path, { object, revision }];
    },
    signal,
  );
  await syncTree(disk, layout.nextFiles);
  return new Map(known);
}
