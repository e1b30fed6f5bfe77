import { isUtf8 } from 'node:buffer';

/** A longer line is no shard. */
export const LONGEST_LINE_BYTES = 2 ** 20;

const NEWLINE = 10;

/** A line of text, or why it is none. */
export type Line = { readonly number: number; readonly isCut: boolean } & (
  | { readonly text: string }
  | { readonly fault: 'too-long' | 'no-utf8' }
);

/** Cuts bytes that come in pieces into lines. What it holds is at most one line, however long that is. */
export class LineSplitter {
  private pieces: Buffer[] = [];
  private length = 0;
  private number = 0;

  /** Returns the lines that end in a piece. */
  push(piece: Buffer): readonly Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      this.hold(piece.subarray(start, end));
      lines.push(this.release(false));
      start = end + 1;
    }
    this.hold(piece.subarray(start));
    return lines;
  }

  /** Returns what came after the last newline. */
  end(): readonly Line[] {
    return this.length > 0 ? [this.release(true)] : [];
  }

  private hold(part: Buffer): void {
    this.length += part.length;
    if (part.length > 0 && this.length <= LONGEST_LINE_BYTES) {
      this.pieces.push(part);
    }
  }

  private release(isCut: boolean): Line {
    const { pieces, length } = this;
    this.pieces = [];
    this.length = 0;
    this.number += 1;
    const { number } = this;
    if (length > LONGEST_LINE_BYTES) {
      return { number, isCut, fault: 'too-long' };
    }
    const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
    if (!isUtf8(bytes)) {
      return { number, isCut, fault: 'no-utf8' };
    }
    const text = bytes.toString('utf8');
    return { number, isCut, text: number === 1 ? text.replace(/^\uFEFF/, '') : text };
  }
}
