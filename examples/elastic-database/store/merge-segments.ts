import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type LoadedSegment, loadSegments, SEGMENTS_FOLDER, type SegmentFile, segmentFile } from './segment-files';
import { encodeRecord, encodeSeal, type LogRecord } from './segment-format';

/** A segment with its size. */
export interface SizedSegment extends SegmentFile {
  readonly sizeBytes: number;
}

/** Fewer segments than this are not worth a merge. */
const SHORTEST_RUN = 8;
/** An older segment joins the run unless it is larger than this many times what is newer: so none is rewritten often. */
const LARGEST_RATIO = 2;

/** The newest segments that are worth merging into one; empty when there are too few. */
export function planMerge(segments: readonly SizedSegment[]): readonly SizedSegment[] {
  let start = segments.length;
  let newerBytes = 0;
  for (const [index, { sizeBytes }] of [...segments.entries()].reverse()) {
    if (newerBytes > 0 && sizeBytes > LARGEST_RATIO * newerBytes) {
      break;
    }
    start = index;
    newerBytes += sizeBytes;
  }
  return segments.length - start >= SHORTEST_RUN ? segments.slice(start) : [];
}

/**
 * Replaces a run of sealed segments by one that holds each key's last write, and returns it. The new file is there whole
 * before the old ones go; where a crash leaves both, the old ones are ignored.
 */
export async function mergeSegments(
  directory: string,
  run: readonly SegmentFile[],
  epoch: number,
  isOldest: boolean,
): Promise<SizedSegment> {
  const loaded = await loadSegments(directory, run);
  const merged = segmentFile(Math.min(...run.map(({ first }) => first)), Math.max(...run.map(({ last }) => last)));
  const records = lastWrites(loaded, isOldest);
  const bytes = Buffer.concat([...records.map(encodeRecord), encodeSeal({ epoch, records: records.length })]);
  await writeWhole(path.join(directory, SEGMENTS_FOLDER), merged.name, bytes);
  await removeSegments(directory, run);
  return { ...merged, sizeBytes: bytes.length };
}

/** A deletion must be kept as long as an older segment may hold the key. */
function lastWrites(loaded: readonly LoadedSegment[], isOldest: boolean): readonly LogRecord[] {
  const last = new Map<string, LogRecord>();
  for (const record of loaded.flatMap(({ records }) => records)) {
    last.set(record.key, record);
  }
  return [...last.values()].filter((record) => !isOldest || record.kind === 'put');
}

/** Names that begin with a dot are never made durable by the agent. */
async function writeWhole(folder: string, name: string, bytes: Buffer): Promise<void> {
  const aside = path.join(folder, `.${name}.part`);
  const file = await open(aside, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path.join(folder, name));
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Deletes segments that a merged one replaces. */
export async function removeSegments(directory: string, segments: readonly SegmentFile[]): Promise<void> {
  await Promise.all(segments.map(({ name }) => rm(path.join(directory, SEGMENTS_FOLDER, name), { force: true })));
}
