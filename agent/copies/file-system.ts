import { dirname, join } from 'node:path';

/** A file that is open for reading and writing. */
export interface OpenFile {
  /** Fills the buffer from a position, as far as the file goes; returns the bytes read. */
  read(buffer: Uint8Array, position: number): Promise<number>;
  /** Writes all chunks, one after another, from a position on. */
  write(chunks: readonly Uint8Array[], position: number): Promise<void>;
  revision(): Promise<Revision>;
  /** The revision once any later write must show in it; `undefined` when the file was written meanwhile. */
  settledRevision(): Promise<Revision | undefined>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Identity of a file's content as far as the file system knows it: unchanged while all of it is equal. */
export interface Revision {
  readonly sizeBytes: number;
  readonly inode: string;
  readonly mtimeNs: string;
  /** Also changes with links to the file. */
  readonly ctimeNs: string;
}

/** What lies in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** What copies need of the disk; each call throws what the file system said. */
export interface FileSystem {
  /** `undefined` when there is no such folder. */
  list(folder: string): Promise<readonly FolderEntry[] | undefined>;
  /** Of a regular file; `undefined` when there is none. Follows no symbolic link. */
  revision(path: string): Promise<Revision | undefined>;
  exists(path: string): Promise<boolean>;
  /** Makes the folder and its parents. */
  makeFolder(folder: string): Promise<void>;
  /** Reads a whole small file; `undefined` when there is none. */
  readText(path: string): Promise<string | undefined>;
  /** Opens a file to read it. */
  openToRead(path: string): Promise<OpenFile>;
  /** Makes an empty file, in place of any there is, and opens it. */
  create(path: string): Promise<OpenFile>;
  /** Gives a file a second name; makes a copy of it where the file system does not allow that. */
  link(path: string, newPath: string): Promise<void>;
  rename(path: string, newPath: string): Promise<void>;
  /** Removes a file or a folder with all in it; succeeds when there is none. */
  remove(path: string): Promise<void>;
  /** Makes names in a folder durable. */
  syncFolder(folder: string): Promise<void>;
  freeBytes(folder: string): Promise<number>;
  /** Returns once whatever is written from then on has a later time than what was written before. */
  nextTick(): Promise<void>;
  /** Differs after each start of the machine; empty where that is not told. */
  bootId(): Promise<string>;
}

/** Replaces a small file so that a crash leaves the old or the new one. */
export async function replaceText(disk: FileSystem, path: string, text: string): Promise<void> {
  const aside = `${path}.new`;
  const file = await disk.create(aside);
  try {
    await file.write([Buffer.from(text)], 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.rename(aside, path);
  await disk.syncFolder(dirname(path));
}

/** Makes every name in a folder and below it durable. */
export async function syncTree(disk: FileSystem, folder: string): Promise<void> {
  for (const entry of (await disk.list(folder)) ?? []) {
    if (entry.kind === 'folder') {
      await syncTree(disk, join(folder, entry.name));
    }
  }
  await disk.syncFolder(folder);
}

/** Waits for a reading; `undefined` where the device cannot read: whatever is in a copy can be fetched or made anew. */
export async function ifReadable<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === 'EIO') {
      return undefined;
    }
    throw error;
  }
}

/** The file system's name of a fault, e.g. `ENOSPC`; empty for any other error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
