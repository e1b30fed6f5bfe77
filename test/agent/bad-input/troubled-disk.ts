import type { FileSystem, OpenFile } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';

/** What is wrong with the disk. */
export type DiskTrouble = 'no-room' | 'runs-full' | 'read-only';

/** The machine's file system until it is told to fail as a kernel would. */
export class TroubledDisk {
  trouble: DiskTrouble | undefined;

  readonly fileSystem: FileSystem = {
    ...nodeFileSystem,
    makeFolder: (folder) => this.changing(() => nodeFileSystem.makeFolder(folder)),
    create: (path) => this.changing(async () => this.watched(await nodeFileSystem.create(path))),
    link: (path, newPath) => this.changing(() => nodeFileSystem.link(path, newPath)),
    rename: (path, newPath) => this.changing(() => nodeFileSystem.rename(path, newPath)),
    freeBytes: async (folder) => (this.trouble === 'no-room' ? 0 : nodeFileSystem.freeBytes(folder)),
  };

  private async changing<Result>(change: () => Promise<Result>): Promise<Result> {
    if (this.trouble === 'read-only') {
      throw systemError('EROFS', 'read-only file system');
    }
    return change();
  }

  private watched(file: OpenFile): OpenFile {
    return {
      read: (buffer, position) => file.read(buffer, position),
      write: async (chunks, position) => {
        if (this.trouble === 'runs-full') {
          throw systemError('ENOSPC', 'no space left on device');
        }
        await file.write(chunks, position);
      },
      revision: () => file.revision(),
      settledRevision: () => file.settledRevision(),
      sync: () => file.sync(),
      close: () => file.close(),
    };
  }
}

function systemError(code: string, text: string): Error {
  return Object.assign(new Error(`${code}: ${text}`), { code });
}
