import type { HomeObject } from '../../core/home/manifest';
import { AgentError, CorruptObjectError } from '../errors';
import type { CopyWorld } from './copy-world';
import { codeOf, type OpenFile } from './file-system';
import { hashFile, LARGE_BYTES } from './hash-file';
import type { GrowingHash } from './hash-thread';
import { inParallel } from './in-parallel';
import { type Part, partsOf, WrittenPrefix } from './parts';

/** Bytes gathered before they are written; the most that a part under way holds in memory. */
const WRITE_BYTES = 1024 * 1024;

/**
 * Fetches an object in parts, so many side by side, to a path at which nothing lies yet. The file appears there only when its
 * checksum was verified and it is on the disk for good; until then it has another name.
 *
 * @throws CorruptObjectError when it is not what the manifest says.
 */
export async function fetchObject(
  world: CopyWorld,
  shardId: string,
  object: HomeObject,
  path: string,
  partsAtOnce: number,
  signal: AbortSignal,
): Promise<void> {
  const partial = `${path}.part`;
  const file = await world.disk.create(partial);
  const hash = object.sizeBytes >= LARGE_BYTES ? world.hashThread.begin(partial) : undefined;
  try {
    await fetchParts(world, shardId, { object, file, hash }, partsAtOnce, signal);
    const hashed = hash?.end(object.sizeBytes) ?? hashFile(world, partial, object.sizeBytes);
    const [sha256] = await Promise.all([hashed, file.sync()]);
    if (sha256 !== object.sha256) {
      throw new CorruptObjectError(`${object.key} has SHA-256 ${sha256}, its manifest says ${object.sha256}`);
    }
  } catch (error) {
    hash?.cancel();
    await file.close();
    await world.disk.remove(partial);
    throw error;
  }
  await file.close();
  await world.disk.rename(partial, path);
}

/** An object on its way into a file. */
interface Fetching {
  readonly object: HomeObject;
  readonly file: OpenFile;
  readonly hash: GrowingHash | undefined;
}

async function fetchParts(
  world: CopyWorld,
  shardId: string,
  fetching: Fetching,
  partsAtOnce: number,
  signal: AbortSignal,
): Promise<void> {
  const { object, hash } = fetching;
  const written = new WrittenPrefix(partsOf(object.sizeBytes, world.partBytes));
  const fetch = (part: Part, inner: AbortSignal) => {
    const onWritten = (position: number) => hash?.upTo(written.note(part, position));
    return world.slots.run(shardId, () => fetchAgain(world, fetching, part, onWritten, inner), inner);
  };
  await inParallel(written.parts, partsAtOnce, fetch, signal);
}

/** The client repeats requests, but not what breaks off while its body is read. */
const ATTEMPTS = 3;

async function fetchAgain(
  world: CopyWorld,
  fetching: Fetching,
  part: Part,
  onWritten: (position: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await fetchPart(world, fetching, part, onWritten, signal);
    } catch (error) {
      if (attempt === ATTEMPTS || error instanceof AgentError || isDiskFault(error)) {
        throw error;
      }
    }
  }
}

function isDiskFault(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'].includes(codeOf(error));
}

async function fetchPart(
  world: CopyWorld,
  { object, file }: Fetching,
  { start, end }: Part,
  onWritten: (position: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let position = start;
  const write = async () => {
    await file.write(gathered, position);
    position += gatheredBytes;
    onWritten(position);
    gathered = [];
    gatheredBytes = 0;
  };
  for await (const chunk of await world.objects.read(object, start, end, signal)) {
    gathered.push(chunk);
    gatheredBytes += chunk.length;
    if (position + gatheredBytes > end) {
      throw new CorruptObjectError(`${object.key}: more bytes than asked for came for ${start} to ${end}`);
    }
    if (gatheredBytes >= WRITE_BYTES) {
      await write();
    }
  }
  if (gatheredBytes > 0) {
    await write();
  }
  if (position !== end) {
    throw new Error(`${object.key}: the answer for ${start} to ${end} broke off at ${position}`);
  }
}
