/** Bytes of a file on their way to another thread, whose memory they become. */
export interface GivenBytes {
  readonly chunks: readonly Uint8Array[];
  /** In the file. */
  readonly position: number;
  readonly sizeBytes: number;
}

/** The most that waits for the other thread; beyond that it reads the file, so that a fast network fills no memory. */
const GIVEN_BYTES = 32 * 1024 * 1024;

/**
 * Gives chunks away if nothing but them lies in their memory and not too much waits already.
 * @param waiting bytes that were given and not yet used; the other thread takes its part off
 */
export function giveChunks(
  chunks: readonly Uint8Array[],
  position: number,
  waiting: Int32Array,
): { readonly given?: GivenBytes; readonly memory: readonly ArrayBuffer[] } {
  const sizeBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const memory = chunks.flatMap(ownMemory);
  if (memory.length < chunks.length || Atomics.load(waiting, 0) + sizeBytes > GIVEN_BYTES) {
    return { memory: [] };
  }
  Atomics.add(waiting, 0, sizeBytes);
  return { given: { chunks, position, sizeBytes }, memory };
}

function ownMemory({ buffer, length }: Uint8Array): readonly ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === length ? [buffer] : [];
}
