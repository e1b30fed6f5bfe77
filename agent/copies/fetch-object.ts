import type { HomeObject } from '../../core/home/manifest';
import { AgentError, CorruptObjectError } from '../errors';
import type { CopyWorld } from './copy-world';
import { codeOf } from './file-system';
import { hashFile, LARGE_BYTES } from './hash-file';
import type { GrowingHash } from './hash-thread';
import { inParallel } from './in-parallel';
import { type Fetching, PartArrival } from './part-arrival';
import { type Part, partsOf, WrittenPrefix } from './parts';

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
  let hash: GrowingHash | undefined;
  try {
    // A machine that is at its limit of threads starts none.
    hash = object.sizeBytes >= LARGE_BYTES ? world.hashThread.begin(partial) : undefined;
    await fetchParts(world, shardId, { object, file, hash }, partsAtOnce, signal);
    const hashed = hash?.end(object.sizeBytes) ?? hashFile(world, partial, object.sizeBytes, signal);
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
    const onWritten = (chunks: readonly Uint8Array[], from: number, to: number) =>
      hash?.upTo(written.note(part, to), chunks, from);
    const arrival = new PartArrival(fetching, part, onWritten);
    const isWhole = part.end - part.start === world.partBytes;
    const order = { shardId, direction: 'fetch', isWhole, signal: inner } as const;
    return world.transfers.run(order, () => fetchAgain(world, fetching, arrival, inner));
  };
  await inParallel(written.parts, partsAtOnce, fetch, signal);
}

/** The client repeats requests, but not what breaks off while its body is read. */
const ATTEMPTS = 3;

async function fetchAgain(
  world: CopyWorld,
  { object }: Fetching,
  arrival: PartArrival,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; !arrival.isWhole; attempt += 1) {
    signal.throwIfAborted();
    try {
      await fetchRest(world, object, arrival, signal);
    } catch (error) {
      if (attempt === ATTEMPTS || isFinal(error)) {
        throw error;
      }
    }
  }
}

/** What is written is not fetched again: it may be hashed already. */
async function fetchRest(world: CopyWorld, object: HomeObject, arrival: PartArrival, signal: AbortSignal) {
  const brokeOff = world.transfers.watch();
  const body = await world.objects.read(object, arrival.position, arrival.part.end, signal);
  try {
    await arrival.write(body);
  } catch (error) {
    if (!signal.aborted && !isFinal(error)) {
      brokeOff();
    }
    throw error;
  }
}

/** Whether to fetch again would not help. */
function isFinal(error: unknown): boolean {
  return error instanceof AgentError || isDiskFault(error);
}

function isDiskFault(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'].includes(codeOf(error));
}
