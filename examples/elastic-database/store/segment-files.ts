import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type DecodedSegment, decodeSegment } from './segment-format';
import { DamagedSegmentError } from './store-errors';

/** Folder of the segments in a shard's directory. */
export const SEGMENTS_FOLDER = 'segments';

/** A file of writes by the numbers of the segments that it holds: one, or a run that was merged. */
export interface SegmentFile {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** A segment with its content. */
export interface LoadedSegment extends SegmentFile, DecodedSegment {
  readonly sizeBytes: number;
}

/** `00000007.log`, or `00000001-00000006.log` for a merged run. */
export function segmentFile(first: number, last: number = first): SegmentFile {
  const range = first === last ? padded(first) : `${padded(first)}-${padded(last)}`;
  return { name: `${range}.log`, first, last };
}

function padded(number: number): string {
  return String(number).padStart(8, '0');
}

/** Path of a segment below the shard's directory, with forward slashes, as the agent is told it. */
export function relativePath(segment: SegmentFile): string {
  return `${SEGMENTS_FOLDER}/${segment.name}`;
}

/** Segments of a shard by age, and those that a merged one replaces: a crash came before they were deleted. */
export async function listSegments(
  directory: string,
): Promise<{ readonly segments: readonly SegmentFile[]; readonly replaced: readonly SegmentFile[] }> {
  const files = (await namesIn(path.join(directory, SEGMENTS_FOLDER))).flatMap(parseName);
  const isReplaced = (file: SegmentFile) => files.some((other) => other !== file && covers(other, file));
  const segments = files.filter((file) => !isReplaced(file)).sort((left, right) => left.first - right.first);
  return { segments, replaced: files.filter(isReplaced) };
}

function covers(outer: SegmentFile, inner: SegmentFile): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

function parseName(name: string): readonly SegmentFile[] {
  const match = /^(\d{8,})(?:-(\d{8,}))?\.log$/.exec(name);
  return match === null ? [] : [{ name, first: Number(match[1]), last: Number(match[2] ?? match[1]) }];
}

/** A shard that has no writes yet has no folder either. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

/**
 * Reads segments in order.
 * @throws DamagedSegmentError when one is damaged, or is not sealed although a later one exists.
 */
export async function loadSegments(
  directory: string,
  segments: readonly SegmentFile[],
): Promise<readonly LoadedSegment[]> {
  const loaded: LoadedSegment[] = [];
  for (const segment of segments) {
    const bytes = await readFile(path.join(directory, SEGMENTS_FOLDER, segment.name));
    loaded.push({ ...segment, ...decodeSegment(segment.name, bytes), sizeBytes: bytes.length });
  }
  const cutOff = loaded.slice(0, -1).find((segment) => segment.seal === undefined);
  if (cutOff !== undefined) {
    throw new DamagedSegmentError(`${cutOff.name} lacks its end, although later segments exist`);
  }
  return loaded;
}
