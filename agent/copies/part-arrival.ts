import type { HomeObject } from '../../core/home/manifest';
import { CorruptObjectError } from '../errors';
import type { OpenFile } from './file-system';
import type { GrowingHash } from './hash-thread';
import type { Part } from './parts';

/** An object on its way into a file. */
export interface Fetching {
  readonly object: HomeObject;
  readonly file: OpenFile;
  readonly hash: GrowingHash | undefined;
}

/** Bytes gathered before they are written; the most that a part under way holds in memory. */
const WRITE_BYTES = 1024 * 1024;

/** A part on its way into a file; each byte of it is written once. */
export class PartArrival {
  /** In the object; everything of the part before it is written. */
  position: number;
  private gathered: Uint8Array[] = [];
  private gatheredBytes = 0;

  constructor(
    private readonly fetching: Fetching,
    readonly part: Part,
    /** Told what was written from where to where; the chunks' memory is its own from then on. */
    private readonly onWritten: (chunks: readonly Uint8Array[], from: number, to: number) => void,
  ) {
    this.position = part.start;
  }

  get isWhole(): boolean {
    return this.position === this.part.end;
  }

  /**
   * Writes the rest of the part as it arrives.
   * @throws CorruptObjectError when more comes. Any error when less does; then `position` tells where to go on.
   */
  async write(body: AsyncIterable<Uint8Array>): Promise<void> {
    const { position: begin } = this;
    const { object } = this.fetching;
    const { end } = this.part;
    this.drop();
    for await (const chunk of body) {
      this.gathered.push(chunk);
      this.gatheredBytes += chunk.length;
      if (this.position + this.gatheredBytes > end) {
        throw new CorruptObjectError(`${object.key}: more bytes than asked for came for ${begin} to ${end}`);
      }
      if (this.gatheredBytes >= WRITE_BYTES) {
        await this.flush();
      }
    }
    if (this.gatheredBytes > 0) {
      await this.flush();
    }
    if (!this.isWhole) {
      throw new Error(`${object.key}: the answer for ${begin} to ${end} broke off at ${this.position}`);
    }
  }

  private async flush(): Promise<void> {
    const { gathered, position } = this;
    await this.fetching.file.write(gathered, position);
    this.position += this.gatheredBytes;
    this.drop();
    this.onWritten(gathered, position, this.position);
  }

  private drop(): void {
    this.gathered = [];
    this.gatheredBytes = 0;
  }
}
