import type { HomeObject } from '../../core/home/manifest';

/** An object that is stored in parts, of which nothing shows before it is completed. */
export interface PartedUpload {
  /** Parts count from 1; all but the last are of one size. */
  put(partNumber: number, body: Uint8Array): Promise<void>;
  complete(): Promise<void>;
  /** Gives up and frees what was stored. */
  abort(): Promise<void>;
}

/** The objects of homes, which never change once they are stored. */
export interface ObjectStore {
  /**
   * Bytes of an object as they arrive, from `start` up to and without `end`. The memory of each chunk is the reader's, who
   * may give it to another thread.
   * @throws MissingObjectError, CorruptObjectError when it has another size than the manifest says.
   */
  read(object: HomeObject, start: number, end: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Stores a small object whole; the store verifies the checksum. */
  put(key: string, body: Uint8Array, sha256: string): Promise<void>;
  startUpload(key: string): Promise<PartedUpload>;
}
