import { join } from 'node:path';
import type { HomeObject, Manifest } from '../../core/home/manifest';
import { type FileSystem, ifReadable, type Revision, replaceText } from './file-system';
import { inParallel } from './in-parallel';

/** A file whose content is known to be an object's, while it has this revision. */
export interface KnownFile {
  readonly object: HomeObject;
  readonly revision: Revision;
}

/** What is known of a complete copy. */
export interface CopyRecord {
  readonly formatVersion: 1;
  /** Epoch and version of the manifest that it was brought up to. */
  readonly epoch: number;
  readonly version: number;
  /** By path; uploads add to it, for a copy of it with each would take long with very many files. */
  readonly files: Map<string, KnownFile>;
}

type StoredRecord = Omit<CopyRecord, 'files'> & {
  readonly files: readonly (readonly [string, KnownFile])[];
  readonly bootId: string;
};

/**
 * Returns the record, `undefined` when there is none, none that this agent can read, or one of an earlier start of the machine: what was
 * written before a crash may be on the disk while the file has its old time.
 */
export async function readRecord(disk: FileSystem, path: string): Promise<CopyRecord | undefined> {
  const text = await ifReadable(disk.readText(path));
  if (text === undefined) {
    return undefined;
  }
  try {
    const stored = JSON.parse(text) as StoredRecord;
    const { formatVersion, epoch, version, files, bootId } = stored;
    const isOfThisBoot = bootId === (await disk.bootId());
    return formatVersion === 1 && isOfThisBoot ? { formatVersion, epoch, version, files: new Map(files) } : undefined;
  } catch {
    // A damaged record says no more than a missing one: the next hydration verifies the files.
    return undefined;
  }
}

export async function writeRecord(disk: FileSystem, path: string, record: CopyRecord): Promise<void> {
  const stored: StoredRecord = { ...record, files: [...record.files], bootId: await disk.bootId() };
  await replaceText(disk, path, JSON.stringify(stored));
}

/** The record of a copy of this manifest; of an empty one when the shard has no home yet. */
export function recordOf(manifest: Manifest | undefined, files: Map<string, KnownFile>): CopyRecord {
  return { formatVersion: 1, epoch: manifest?.epoch ?? 0, version: manifest?.version ?? 0, files };
}

/** Whether the file is the very one that was recorded. */
export function isUnchanged(now: Revision | undefined, recorded: Revision): boolean {
  return isSameContent(now, recorded) && now?.ctimeNs === recorded.ctimeNs;
}

/** The same but for a link more or less. */
export function isSameContent(now: Revision | undefined, recorded: Revision): boolean {
  const { sizeBytes, inode, mtimeNs } = recorded;
  return now?.sizeBytes === sizeBytes && now.inode === inode && now.mtimeNs === mtimeNs;
}

const STATS_AT_ONCE = 16;

/** The record after the agent itself made or removed links, which changes nothing of a file but its ctime. */
export async function afterLinking(disk: FileSystem, folder: string, record: CopyRecord): Promise<CopyRecord> {
  const entries = [...record.files];
  const settled = await inParallel(entries, STATS_AT_ONCE, async ([path, known]): Promise<[string, KnownFile][]> => {
    const revision = await disk.revision(join(folder, path));
    return revision && isSameContent(revision, known.revision) ? [[path, { object: known.object, revision }]] : [];
  });
  return { ...record, files: new Map(settled.flat()) };
}
