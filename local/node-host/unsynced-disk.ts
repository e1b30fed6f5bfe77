import type { FileSystem, OpenFile } from '../../agent/copies/file-system';
import { nodeFileSystem } from '../../agent/copies/node-file-system';

/**
 * Returns the machine's file system without its waits for the disk and for the next tick of files' times: a replay kills processes and never
 * the machine, so what was written is there all the same, and its store writes no file anew.
 */
export function unsyncedDisk(disk: FileSystem = nodeFileSystem): FileSystem {
  return {
    ...disk,
    openToRead: async (path) => withoutSync(await disk.openToRead(path)),
    create: async (path) => withoutSync(await disk.create(path)),
    syncFolder: async () => undefined,
    nextTick: async () => undefined,
  };
}

function withoutSync(file: OpenFile): OpenFile {
  return { ...file, sync: async () => undefined, settledRevision: () => file.revision() };
}
