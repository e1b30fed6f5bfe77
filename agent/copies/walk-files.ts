import { join } from 'node:path';
import { UnsupportedFileError } from '../errors';
import type { FileSystem, FolderEntry } from './file-system';

/** What lies below a folder. */
export interface FolderTree {
  /** Paths of regular files, with `/` between their parts; no part begins with a dot. */
  readonly files: readonly string[];
  /** Files and folders whose names begin with a dot, at any level. */
  readonly hidden: readonly string[];
}

/** @throws UnsupportedFileError at a symbolic link, device or socket that does not begin with a dot. */
export async function walkFiles(disk: FileSystem, folder: string): Promise<FolderTree> {
  const tree = { files: [] as string[], hidden: [] as string[] };
  const pending = [''];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const entry of (await disk.list(join(folder, parent))) ?? []) {
      const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (entry.kind === 'folder' && !entry.name.startsWith('.')) {
        pending.push(path);
      } else {
        collectionFor(tree, folder, path, entry).push(path);
      }
    }
  }
  return tree;
}

function collectionFor<List>(
  tree: { readonly files: List; readonly hidden: List },
  folder: string,
  path: string,
  { name, kind }: FolderEntry,
): List {
  if (name.startsWith('.')) {
    return tree.hidden;
  }
  if (kind !== 'file') {
    throw new UnsupportedFileError(`${join(folder, path)} is no regular file; a shard holds files and folders only`);
  }
  return tree.files;
}
