import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** A file as last seen: a change of either says that it was written. */
export interface SeenFile {
  readonly modifiedMs: number;
  readonly sizeBytes: number;
}

/** Files below a directory by relative path. */
export type SeenFiles = ReadonlyMap<string, SeenFile>;

/** Returns the files below a directory; names that begin with a dot are the service's alone. One that vanishes is left out. */
export async function scanFiles(directory: string): Promise<SeenFiles> {
  const seen = new Map<string, SeenFile>();
  const entries = await orNone(readdir(directory, { withFileTypes: true, recursive: true }));
  for (const entry of entries ?? []) {
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(directory, file);
    if (entry.isFile() && !relative.split(path.sep).some((part) => part.startsWith('.'))) {
      const stats = await orNone(lstat(file));
      if (stats !== undefined) {
        seen.set(relative, { modifiedMs: stats.mtimeMs, sizeBytes: stats.size });
      }
    }
  }
  return seen;
}

/** Returns bytes of the files that are not as they were, and whether anything is: a file that went counts too. */
export function compareFiles(
  before: SeenFiles,
  after: SeenFiles,
): { readonly isChanged: boolean; readonly bytes: number } {
  let bytes = 0;
  let isChanged = [...before.keys()].some((file) => !after.has(file));
  for (const [file, seen] of after) {
    const known = before.get(file);
    if (known?.modifiedMs !== seen.modifiedMs || known.sizeBytes !== seen.sizeBytes) {
      isChanged = true;
      bytes += seen.sizeBytes;
    }
  }
  return { isChanged, bytes };
}

/** A directory or file that is gone by the time it is looked at is none. */
async function orNone<Result>(looking: Promise<Result>): Promise<Result | undefined> {
  try {
    return await looking;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
