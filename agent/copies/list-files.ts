import { join } from 'node:path';
import { IncompleteCopyError, UnsupportedFileError } from '../errors';
import type { CopyFile } from '../ports';
import type { CopyLayout } from './copy-layout';
import { type CopyRecord, isUnchanged } from './copy-record';
import type { FileSystem, Revision } from './file-system';
import { inParallel } from './in-parallel';
import { isUnreadable, walkFiles } from './walk-files';

/** Which files of which copy. */
export interface FilesAsked {
  readonly shardId: string;
  readonly layout: CopyLayout;
  /** `undefined` while no complete copy is installed. */
  readonly record: CopyRecord | undefined;
  /** Those that the service named. @default - all */
  readonly paths?: readonly string[];
}

const STATS_AT_ONCE = 16;

/**
 * Returns a copy's files, each with the object that holds its content already, if one does.
 * @throws IncompleteCopyError when files are not there that must be, UnsupportedFileError for one that cannot be kept.
 */
export async function listFiles(disk: FileSystem, asked: FilesAsked): Promise<readonly CopyFile[]> {
  const { shardId, layout, paths } = asked;
  const record = await checkCopy(disk, asked);
  const { files, unsupported } = await walkFiles(disk, layout.files);
  checkSupported(layout, unsupported);
  const present = new Set(files);
  for (const path of paths ?? []) {
    if (!present.has(path)) {
      throw new IncompleteCopyError(`${shardId}: there is no file '${path}', which the service named`);
    }
  }
  const found = await inParallel([...new Set(paths ?? files)], STATS_AT_ONCE, async (path) => {
    const revision = await disk.revision(join(layout.files, path));
    checkReadable(path, revision);
    const known = record.files.get(path);
    // Its content may be in a file by now that was not there yet when the folder was listed.
    if (revision === undefined && (known ?? paths) !== undefined) {
      throw new IncompleteCopyError(`${shardId}: '${path}' vanished; keep files until their flush is over`);
    }
    const stored = known && isUnchanged(revision, known.revision) ? { stored: known.object } : {};
    return revision ? [{ path, sizeBytes: revision.sizeBytes, ...stored }] : [];
  });
  return found.flat();
}

/** Returns the record of a copy that is whole. */
async function checkCopy(disk: FileSystem, { shardId, layout, record }: FilesAsked): Promise<CopyRecord> {
  if (record === undefined) {
    throw new IncompleteCopyError(`${shardId}: its copy was never brought up to its home`);
  }
  if (!(await disk.exists(layout.files))) {
    throw new IncompleteCopyError(`${shardId}: its folder ${layout.files} is gone`);
  }
  // A service makes the folder anew when the disk went from under it, and none of the shard's files are in it.
  if (!(await disk.exists(layout.record))) {
    throw new IncompleteCopyError(`${shardId}: its folder ${layout.shard} was made anew, without its copy`);
  }
  return record;
}

function checkSupported({ files }: CopyLayout, [unsupported]: readonly string[]): void {
  if (unsupported !== undefined) {
    const accepted = 'a shard holds files and folders only, with names in UTF-8';
    throw new UnsupportedFileError(`${join(files, unsupported)} cannot be kept: ${accepted}; rename or remove it`);
  }
}

function checkReadable(path: string, revision: Revision | undefined): void {
  if (revision === undefined && isUnreadable(path)) {
    throw new UnsupportedFileError(`'${path}' cannot be kept: its name is no UTF-8; rename or remove it`);
  }
}
