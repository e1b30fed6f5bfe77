import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { SEGMENTS_FOLDER, type SegmentFile } from './segment-files';
import { encodeRecord, encodeSeal, type LogRecord } from './segment-format';

/**
 * The segment that takes the shard's writes. A write is one synchronous append: nothing comes between the check that it is
 * allowed and the file.
 */
export class SegmentWriter {
  private constructor(
    readonly segment: SegmentFile,
    private readonly descriptor: number,
    private length: number,
    private records: number,
  ) {}

  /** Starts a new segment; throws when the file exists, for a number is never used twice. */
  static create(directory: string, segment: SegmentFile): SegmentWriter {
    const folder = path.join(directory, SEGMENTS_FOLDER);
    mkdirSync(folder, { recursive: true });
    return new SegmentWriter(segment, openSync(path.join(folder, segment.name), 'wx'), 0, 0);
  }

  /** Goes on with a segment whose writer was cut off, after its last sound record. */
  static resume(directory: string, segment: SegmentFile, validBytes: number, records: number): SegmentWriter {
    const descriptor = openSync(path.join(directory, SEGMENTS_FOLDER, segment.name), 'r+');
    ftruncateSync(descriptor, validBytes);
    return new SegmentWriter(segment, descriptor, validBytes, records);
  }

  get sizeBytes(): number {
    return this.length;
  }

  /** Appends a record and returns its bytes; when that fails, the segment is as it was before. */
  append(record: LogRecord): number {
    const line = encodeRecord(record);
    this.write(line);
    this.records += 1;
    return line.length;
  }

  /** Ends the segment; it is on the disk for good, and never changes again. When that fails, it takes writes as before. */
  seal(epoch: number): void {
    const { length } = this;
    this.write(encodeSeal({ epoch, records: this.records }));
    try {
      fsyncSync(this.descriptor);
    } catch (error) {
      // Whatever came behind a seal would damage the segment.
      this.length = length;
      ftruncateSync(this.descriptor, length);
      throw error;
    }
    closeSync(this.descriptor);
  }

  /** Lets go of the file as it is. */
  release(): void {
    closeSync(this.descriptor);
  }

  private write(line: Buffer): void {
    let written = 0;
    try {
      while (written < line.length) {
        written += writeSync(this.descriptor, line, written, line.length - written, this.length + written);
      }
    } catch (error) {
      ftruncateSync(this.descriptor, this.length);
      throw error;
    }
    this.length += line.length;
  }
}
