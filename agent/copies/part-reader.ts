import { createHash } from 'node:crypto';
import type { OpenFile } from './file-system';

/** Reads and hashes at a time; short, so that the lease's renewal never waits for it. */
const READ_BYTES = 1024 * 1024;

/** Reads a file once from begin to end, part after part in order of asking, and hashes it on the way. */
export class PartReader {
  private readonly hash = createHash('sha256');
  private position = 0;
  private before: Promise<unknown> = Promise.resolve();
  /** Whether the file ended before all that was asked for. */
  isShorter = false;

  constructor(private readonly file: OpenFile) {}

  next(sizeBytes: number): Promise<Uint8Array> {
    const mine = this.before.then(() => this.read(sizeBytes));
    this.before = mine;
    return mine;
  }

  /** SHA-256 of all that was read, in lower-case hex; may be called once. */
  digest(): string {
    return this.hash.digest('hex');
  }

  private async read(sizeBytes: number): Promise<Uint8Array> {
    const part = new Uint8Array(sizeBytes);
    for (let filled = 0; filled < sizeBytes; filled += READ_BYTES) {
      const slice = part.subarray(filled, filled + READ_BYTES);
      const length = await this.file.read(slice, this.position);
      this.isShorter ||= length < slice.length;
      this.position += slice.length;
      this.hash.update(slice);
    }
    return part;
  }
}
