import { join } from 'node:path';
import type { HomeObject, Manifest } from '../../core/home/manifest';
import type { CopyLayout } from './copy-layout';
import { type CopyRecord, isUnchanged, type KnownFile } from './copy-record';
import type { FileSystem } from './file-system';
import { inParallel } from './in-parallel';
import { walkFiles } from './walk-files';

/** What it takes to bring a copy up to a manifest. */
export interface TransferPlan {
  /** Files of the installed copy that are known to be what the manifest says. */
  readonly kept: readonly KnownFile[];
  /** Files of the right path and size, whose content must be read to know. */
  readonly doubtful: readonly KnownFile[];
  readonly missing: readonly HomeObject[];
  /** Whether the installed copy is the manifest's already. */
  readonly isThere: boolean;
}

const STATS_AT_ONCE = 16;

/** Compares the installed copy with a manifest; reads no content. */
export async function planTransfer(
  disk: FileSystem,
  layout: CopyLayout,
  record: CopyRecord | undefined,
  manifest: Manifest | undefined,
): Promise<TransferPlan> {
  const objects = manifest?.objects ?? [];
  const found = await inParallel(objects, STATS_AT_ONCE, (object) => look(disk, layout, record, object));
  const kept = found.flatMap(({ kept }) => (kept ? [kept] : []));
  const doubtful = found.flatMap(({ doubtful }) => (doubtful ? [doubtful] : []));
  const missing = found.flatMap(({ missing }) => (missing ? [missing] : []));
  const isComplete = record !== undefined && kept.length === objects.length;
  return { kept, doubtful, missing, isThere: isComplete && (await holdsNothingElse(disk, layout, objects)) };
}

interface Finding {
  readonly kept?: KnownFile;
  readonly doubtful?: KnownFile;
  readonly missing?: HomeObject;
}

async function look(
  disk: FileSystem,
  layout: CopyLayout,
  record: CopyRecord | undefined,
  object: HomeObject,
): Promise<Finding> {
  const revision = await disk.revision(join(layout.files, object.path));
  if (revision?.sizeBytes !== object.sizeBytes) {
    return { missing: object };
  }
  const known = record?.files.get(object.path);
  const isKnown = known?.object.key === object.key && isUnchanged(revision, known.revision);
  return isKnown ? { kept: { object, revision } } : { doubtful: { object, revision } };
}

/** Hidden files count too: a journal of another epoch would bring back writes that never became durable. */
async function holdsNothingElse(
  disk: FileSystem,
  layout: CopyLayout,
  objects: readonly HomeObject[],
): Promise<boolean> {
  const { files, hidden, unsupported } = await walkFiles(disk, layout.files);
  return hidden.length + unsupported.length === 0 && files.length === objects.length;
}
