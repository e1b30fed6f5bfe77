import { join } from 'node:path';
import type { FileSystem, FolderEntry } from './file-system';

/** What lies below a folder; paths have `/` between their parts. */
export interface FolderTree {
  /** Regular files; no part of their paths begins with a dot. */
  readonly files: readonly string[];
  /** Files and folders whose names begin with a dot, at any level. */
  readonly hidden: readonly string[];
  /** What no home can keep: symbolic links, devices, sockets, and folders whose names are no UTF-8. */
  readonly unsupported: readonly string[];
}

/** A file or folder that vanishes meanwhile is left out. */
export async function walkFiles(disk: FileSystem, folder: string): Promise<FolderTree> {
  const tree = { files: [] as string[], hidden: [] as string[], unsupported: [] as string[] };
  const pending = [''];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    const entries = await disk.list(join(folder, parent));
    if (entries === undefined && isUnreadable(parent)) {
      tree.unsupported.push(parent);
    }
    for (const entry of entries ?? []) {
      const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
      collectionFor({ ...tree, folders: pending }, entry).push(path);
    }
  }
  return tree;
}

/** What stands for bytes that are no UTF-8; under such a name nothing is found again, and it would be left out. */
const REPLACEMENT = '\ufffd';

/** Whether that may be why something that was listed is not found. */
export function isUnreadable(path: string): boolean {
  return path.includes(REPLACEMENT);
}

function collectionFor<List>(
  tree: Readonly<Record<keyof FolderTree | 'folders', List>>,
  { name, kind }: FolderEntry,
): List {
  if (name.startsWith('.')) {
    return tree.hidden;
  }
  return { file: tree.files, folder: tree.folders, other: tree.unsupported }[kind];
}
