import { dirname } from 'node:path';
import type { CopyLayout } from './copy-layout';
import type { FileSystem } from './file-system';

/** Puts the next copy, which must be complete, in the place of the installed one. */
export async function installCopy(disk: FileSystem, layout: CopyLayout): Promise<void> {
  await disk.makeFolder(dirname(layout.shard));
  if (await disk.exists(layout.shard)) {
    await disk.rename(layout.shard, layout.former);
  }
  await disk.rename(layout.next, layout.shard);
  await disk.syncFolder(dirname(layout.shard));
  await disk.remove(layout.incoming);
}

/** Ends what a crash interrupted: afterwards one whole copy is installed, the former or the next, if there was any. */
export async function recoverCopy(disk: FileSystem, layout: CopyLayout): Promise<void> {
  if (!(await disk.exists(layout.former))) {
    return;
  }
  if (!(await disk.exists(layout.shard))) {
    const isNextWhole = await disk.exists(layout.nextRecord);
    await disk.rename(isNextWhole ? layout.next : layout.former, layout.shard);
    await disk.syncFolder(dirname(layout.shard));
  }
  await disk.remove(layout.former);
}
