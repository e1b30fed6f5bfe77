import { mergeSegments, planMerge, removeSegments, type SizedSegment } from './merge-segments';
import { type LoadedSegment, listSegments, loadSegments, relativePath, segmentFile } from './segment-files';
import type { LogRecord } from './segment-format';
import { SegmentWriter } from './segment-writer';

/** What an owner finds in a shard's directory. */
export interface OpenedLog {
  readonly log: ShardLog;
  /** Every accepted write, oldest first. */
  readonly records: readonly LogRecord[];
  /** Bytes that this epoch wrote before, in a process that has ended; whether they are durable is not known. */
  readonly unsureBytes: number;
}

/** Every write that a follower finds in a shard's directory, oldest first. */
export async function readLog(directory: string): Promise<readonly LogRecord[]> {
  const { segments } = await listSegments(directory);
  return recordsOf(await loadSegments(directory, segments));
}

/** An owner's files of a shard: sealed segments that never change, and one that takes the writes. */
export class ShardLog {
  private sealed: readonly SizedSegment[];
  private nextNumber: number;
  private writer: SegmentWriter | undefined;

  private constructor(
    private readonly directory: string,
    private readonly epoch: number,
    segments: readonly LoadedSegment[],
  ) {
    this.sealed = segments.map(({ name, first, last, sizeBytes }) => ({ name, first, last, sizeBytes }));
    this.nextNumber = 1 + (segments.at(-1)?.last ?? 0);
  }

  /** Reads the directory and mends what a crash left: an end that was cut off, files that a merge had replaced. */
  static async open(directory: string, epoch: number): Promise<OpenedLog> {
    const { segments, replaced } = await listSegments(directory);
    const loaded = await loadSegments(directory, segments);
    await removeSegments(directory, replaced);
    const newest = loaded.at(-1);
    if (newest !== undefined && newest.seal === undefined) {
      SegmentWriter.resume(directory, newest, newest.validBytes, newest.records.length).seal(epoch);
    }
    return {
      log: new ShardLog(directory, epoch, loaded),
      records: recordsOf(loaded),
      unsureBytes: sum(loaded.filter(({ seal }) => seal === undefined || seal.epoch === epoch)),
    };
  }

  /** Appends a write and returns its bytes; when that fails, nothing is written. */
  append(record: LogRecord): number {
    if (this.writer === undefined) {
      this.writer = SegmentWriter.create(this.directory, segmentFile(this.nextNumber));
      this.nextNumber += 1;
    }
    return this.writer.append(record);
  }

  /** Seals what was appended so far, merges segments where that pays, and returns the paths of all. */
  async flush(): Promise<readonly string[]> {
    this.seal();
    const run = planMerge(this.sealed);
    if (run.length > 0) {
      const older = this.sealed.slice(0, this.sealed.length - run.length);
      const merged = await mergeSegments(this.directory, run, this.epoch, older.length === 0);
      this.sealed = [...older, merged];
    }
    return this.sealed.map(relativePath);
  }

  /**
   * Ends the log and returns the paths of all its segments. A full disk must not keep a shard on the node: the last segment
   * then goes without its seal, as after a crash.
   */
  close(): readonly string[] {
    const unsealed = this.writer?.segment;
    try {
      this.seal();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC' || unsealed === undefined) {
        throw error;
      }
      this.release();
      return [...this.sealed, unsealed].map(relativePath);
    }
    return this.sealed.map(relativePath);
  }

  /** Lets go of the files as they are, like a crash. */
  release(): void {
    this.writer?.release();
    this.writer = undefined;
  }

  private seal(): void {
    if (this.writer !== undefined) {
      this.writer.seal(this.epoch);
      this.sealed = [...this.sealed, { ...this.writer.segment, sizeBytes: this.writer.sizeBytes }];
      this.writer = undefined;
    }
  }
}

function recordsOf(segments: readonly LoadedSegment[]): readonly LogRecord[] {
  return segments.flatMap(({ records }) => records);
}

function sum(segments: readonly LoadedSegment[]): number {
  return segments.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
}
