import { join } from 'node:path';
import { isUnchanged } from '../copies/copy-record';
import type { FileSystem, Revision } from '../copies/file-system';
import { inParallel } from '../copies/in-parallel';
import { isUnreadable, walkFiles } from '../copies/walk-files';

/** Files below a directory by relative path, as last seen; `undefined` for what no home can keep. */
export type SeenFiles = ReadonlyMap<string, Revision | undefined>;

const STATS_AT_ONCE = 16;

/**
 * Returns the files below a directory; names that begin with a dot are the service's alone. What vanishes is left out. What no
 * home can keep is not: the flush tells of it.
 */
export async function scanFiles(disk: FileSystem, directory: string): Promise<SeenFiles> {
  const { files, unsupported } = await walkFiles(disk, directory);
  const seen = new Map<string, Revision | undefined>(unsupported.map((path) => [path, undefined]));
  await inParallel(files, STATS_AT_ONCE, async (path) => {
    const revision = await disk.revision(join(directory, path));
    if (revision !== undefined || isUnreadable(path)) {
      seen.set(path, revision);
    }
  });
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
    if (!before.has(file) || (seen && !(known && isUnchanged(seen, known)))) {
      isChanged = true;
      bytes += seen?.sizeBytes ?? 0;
    }
  }
  return { isChanged, bytes };
}
