import { randomUUID } from 'node:crypto';
import { homeObjectKey } from '../../core/contract/object-keys';
import type { HomeObject } from '../../core/home/manifest';
import { partBytesOf } from '../../core/home/part-bytes';
import { IncompleteCopyError, UnstableFileError } from '../errors';
import { isSameContent } from './copy-record';
import type { CopyWorld } from './copy-world';
import { codeOf, type OpenFile, type Revision } from './file-system';
import { inParallel } from './in-parallel';
import type { PartedUpload } from './object-store';
import { PartReader } from './part-reader';
import { type Part, partsOf } from './parts';

/** A file to be stored as an object of its shard's home. */
export interface UploadOrder {
  readonly shardId: string;
  readonly epoch: number;
  /** In the copy. */
  readonly path: string;
  /** On the disk. */
  readonly source: string;
}

/** What was stored, and the revision of the file whose content it is. */
export interface UploadedFile {
  readonly object: HomeObject;
  readonly revision: Revision;
}

const ATTEMPTS = 3;

/**
 * Stores a file under a key that was never used before. A file that changes meanwhile is stored again.
 * @throws UnstableFileError when it changed each time.
 */
export function uploadFile(world: CopyWorld, order: UploadOrder): Promise<UploadedFile> {
  return world.uploads.run(order.shardId, () => uploadStable(world, order));
}

async function uploadStable(world: CopyWorld, order: UploadOrder): Promise<UploadedFile> {
  const file = await open(world, order);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const uploaded = await uploadOnce(world, order, file);
      if (uploaded !== undefined) {
        return uploaded;
      }
    }
  } finally {
    await file.close();
  }
  const { shardId, path } = order;
  throw new UnstableFileError(
    `${shardId}: ${path} changed during each of ${ATTEMPTS} uploads; do not change files between a flush and the next`,
  );
}

async function open({ disk }: CopyWorld, { shardId, path, source }: UploadOrder): Promise<OpenFile> {
  try {
    return await disk.openToRead(source);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      throw new IncompleteCopyError(`${shardId}: '${path}' is gone; keep files until their flush is over`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** `undefined` when the file changed meanwhile; what was stored of it is garbage. */
async function uploadOnce(world: CopyWorld, order: UploadOrder, file: OpenFile): Promise<UploadedFile | undefined> {
  // Whoever trusts the copy's record after a crash of the machine must find what was uploaded.
  await file.sync();
  // A write that no revision shows would pass for stored ever after.
  const before = await file.settledRevision();
  if (before === undefined) {
    return undefined;
  }
  const key = homeObjectKey(order.shardId, order.epoch, randomUUID());
  const source = new PartReader(file);
  const sha256 = await send(world, order.shardId, source, key, before.sizeBytes);
  const revision = await file.revision();
  if (source.isShorter || !isSameContent(revision, before)) {
    return undefined;
  }
  // As it was before it was read: a write that gave back its time meanwhile shows in the next flush.
  return { object: { path: order.path, key, sizeBytes: before.sizeBytes, sha256 }, revision: before };
}

async function send(world: CopyWorld, shardId: string, source: PartReader, key: string, sizeBytes: number) {
  const partBytes = partBytesOf(sizeBytes, world.partBytes);
  if (sizeBytes > partBytes) {
    return sendInParts(world, shardId, source, key, partsOf(sizeBytes, partBytes));
  }
  return world.transfers.run({ shardId, direction: 'store', isWhole: sizeBytes === partBytes }, async () => {
    const body = await source.next(sizeBytes);
    const sha256 = source.digest();
    await world.objects.put(key, body, sha256);
    return sha256;
  });
}

/** Parts of one file that are under way at once; the slots bound those of all. */
const PARTS_AT_ONCE = 8;

async function sendInParts(
  world: CopyWorld,
  shardId: string,
  source: PartReader,
  key: string,
  parts: readonly Part[],
): Promise<string> {
  const upload = await world.objects.startUpload(key);
  try {
    // Slots go to the parts in their order, so the reader meets them in order too.
    await inParallel(parts, PARTS_AT_ONCE, ({ start, end, number }, signal) => {
      const sizeBytes = end - start;
      const order = { shardId, direction: 'store', isWhole: sizeBytes === world.partBytes, signal } as const;
      const store = () => world.transfers.run(order, async () => upload.put(number, await source.next(sizeBytes)));
      return sizeBytes > world.partBytes ? world.largeParts.run(sizeBytes, store) : store();
    });
    await upload.complete();
    return source.digest();
  } catch (error) {
    throw await giveUp(upload, error);
  }
}

/** Returns why the upload failed; what cannot be given up now is left to the bucket's rule for stale uploads. */
async function giveUp(upload: PartedUpload, cause: unknown): Promise<unknown> {
  try {
    await upload.abort();
    return cause;
  } catch (error) {
    return new AggregateError([cause, error], `an upload failed and could not be given up: ${String(cause)}`);
  }
}
