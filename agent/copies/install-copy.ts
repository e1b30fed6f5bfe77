import { dirname } from 'node:path';
import type { CopyLayout } from './copy-layout';
import type { FileSystem } from './file-system';

/**
 * Puts the next copy, which must be complete, in the place of the installed one. What it was fetched as goes first: those
 * are links to the very files that the service may change from then on, and no later copy may be made of them.
 */
export async function installCopy(disk: FileSystem, layout: CopyLayout): Promise<void> {
  await disk.remove(layout.fetched);
  await disk.makeFolder(dirname(layout.shard));
  if (await disk.exists(layout.shard)) {
    await disk.rename(layout.shard, layout.former);
  }
  await disk.rename(layout.next, layout.shard);
  await disk.syncFolder(dirname(layout.shard));
  await disk.remove(layout.incoming);
}

/**
 * Ends what a crash interrupted: afterwards one whole copy is installed, the former or the next, if there was any. What was
 * fetched beside an installed copy is fetched again: its files may be the very ones that the service has changed.
 */
export async function recoverCopy(disk: FileSystem, layout: CopyLayout): Promise<void> {
  await endInstallation(disk, layout);
  if ((await disk.exists(layout.fetched)) && (await disk.exists(layout.record))) {
    await disk.remove(layout.fetched);
  }
}

/** Ends an installation that a fault or a crash interrupted; returns whether there was one. */
export async function endInstallation(disk: FileSystem, layout: CopyLayout): Promise<boolean> {
  if (!(await disk.exists(layout.former))) {
    return false;
  }
  if (!(await disk.exists(layout.shard))) {
    const isNextWhole = await disk.exists(layout.nextRecord);
    await disk.rename(isNextWhole ? layout.next : layout.former, layout.shard);
    await disk.syncFolder(dirname(layout.shard));
  }
  await disk.remove(layout.former);
  return true;
}
