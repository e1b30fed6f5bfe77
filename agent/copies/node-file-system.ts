import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, type FileSystem, type FolderEntry, type OpenFile, type Revision } from './file-system';
import { SURELY_OVER_MS, settledRevision } from './settled-revision';

/** @see https://docs.kernel.org/admin-guide/sysctl/kernel.html */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** The machine's own file system. */
export const nodeFileSystem: FileSystem = {
  list: async (folder) => {
    const entries = await orMissing(fs.readdir(folder, { withFileTypes: true }));
    return entries?.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },
  revision: async (path) => {
    const stats = await orMissing(fs.lstat(path, { bigint: true }));
    return stats?.isFile() ? revisionOf(stats) : undefined;
  },
  exists: async (path) => (await orMissing(fs.lstat(path))) !== undefined,
  makeFolder: async (folder) => {
    await fs.mkdir(folder, { recursive: true });
  },
  readText: (path) => orMissing(fs.readFile(path, 'utf8')),
  openToRead: async (path) => openFile(await fs.open(path, READ_FLAGS)),
  create: async (path) => openFile(await fs.open(path, 'w+')),
  link: linkOrCopy,
  rename: (path, newPath) => fs.rename(path, newPath),
  remove: (path) => fs.rm(path, { recursive: true, force: true }),
  syncFolder: async (folder) => {
    const handle = await fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  freeBytes: async (folder) => {
    const stats = await fs.statfs(folder);
    return stats.bavail * stats.bsize;
  },
  nextTick: () => pause(SURELY_OVER_MS),
  bootId: async () => (await orMissing(fs.readFile(BOOT_ID, 'utf8')))?.trim() ?? '',
};

/**
 * A pipe that took a file's place since it was listed would else hold a thread until somebody writes to it, and with four of
 * them the agent reads no file any more, and looks up no name.
 * @see https://man7.org/linux/man-pages/man7/fifo.7.html
 */
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Another user's file may not be linked (fs.protected_hardlinks), and a file has a highest number of links. */
const LINK_REFUSALS = ['EPERM', 'EXDEV', 'EMLINK', 'ENOTSUP'];

async function linkOrCopy(path: string, newPath: string): Promise<void> {
  try {
    await fs.link(path, newPath);
  } catch (error) {
    if (!LINK_REFUSALS.includes(codeOf(error))) {
      throw error;
    }
    await fs.copyFile(path, newPath, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const copied = await fs.open(newPath, 'r+');
    await copied.sync().finally(() => copied.close());
  }
}

function openFile(handle: fs.FileHandle): OpenFile {
  const revision = async () => revisionOf(await handle.stat({ bigint: true }));
  return {
    read: async (buffer, position) => {
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
        if (bytesRead === 0) {
          break;
        }
        filled += bytesRead;
      }
      return filled;
    },
    write: (chunks, position) => writeAll(handle, chunks, position),
    revision,
    settledRevision: () => settledRevision({ revision, nowMs: Date.now, pause }),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

/** The file system may take less than it was given. */
async function writeAll(handle: fs.FileHandle, chunks: readonly Uint8Array[], position: number): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  let { bytesWritten: written } = await handle.writev(chunks, position);
  if (written === total) {
    return;
  }
  const bytes = Buffer.concat(chunks);
  while (written < total) {
    const { bytesWritten } = await handle.write(bytes, written, total - written, position + written);
    written += bytesWritten;
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): FolderEntry['kind'] {
  if (entry.isFile()) {
    return 'file';
  }
  return entry.isDirectory() ? 'folder' : 'other';
}

function revisionOf(stats: { size: bigint; ino: bigint; mtimeNs: bigint; ctimeNs: bigint }): Revision {
  return {
    sizeBytes: Number(stats.size),
    inode: String(stats.ino),
    mtimeNs: String(stats.mtimeNs),
    ctimeNs: String(stats.ctimeNs),
  };
}

async function orMissing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) {
      return undefined;
    }
    throw error;
  }
}
