import { createHash } from 'node:crypto';
import type { CopyWorld } from './copy-world';
import type { OpenFile } from './file-system';

const READ_BYTES = 1024 * 1024;

/** From here on a file is worth the way to another thread. */
export const LARGE_BYTES = 4 * 1024 * 1024;

/** SHA-256 of a file's content, in lower-case hex. A large file, or one in line, is given up once the signal is aborted. */
export async function hashFile(
  world: CopyWorld,
  path: string,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<string> {
  if (sizeBytes >= LARGE_BYTES) {
    return hashLargeFile(world, path, sizeBytes, signal);
  }
  const hash = async () => {
    const file = await world.disk.openToRead(path);
    return hashOpenFile(file).finally(() => file.close());
  };
  return world.hashes.run(path, hash, signal);
}

async function hashLargeFile({ hashThread }: CopyWorld, path: string, sizeBytes: number, signal: AbortSignal) {
  signal.throwIfAborted();
  const hash = hashThread.begin(path);
  signal.addEventListener('abort', hash.cancel, { once: true });
  try {
    return await hash.end(sizeBytes);
  } finally {
    signal.removeEventListener('abort', hash.cancel);
  }
}

async function hashOpenFile(file: OpenFile): Promise<string> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(READ_BYTES);
  let position = 0;
  for (let length = await file.read(buffer, 0); length > 0; length = await file.read(buffer, position)) {
    hash.update(buffer.subarray(0, length));
    position += length;
  }
  return hash.digest('hex');
}
