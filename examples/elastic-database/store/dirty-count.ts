/** Counts what was accepted and is not durable yet. */
export class DirtyCount {
  private sinceFlush: Unsaved = NOTHING;
  private sinceDurable: Unsaved = NOTHING;

  /** Takes note of an accepted write. */
  add(bytes: number, nowMs: number): void {
    this.sinceFlush = plus(this.sinceFlush, bytes, nowMs);
    this.sinceDurable = plus(this.sinceDurable, bytes, nowMs);
  }

  /** Everything accepted so far is in the files that a flush lists. */
  flushed(): void {
    this.sinceFlush = NOTHING;
  }

  /** What the last flush listed is durable. */
  durable(): void {
    this.sinceDurable = this.sinceFlush;
  }

  /** Bytes that are not durable, and the age of the oldest. */
  read(nowMs: number): { readonly dirtyBytes: number; readonly dirtyForMs: number } {
    const { bytes, oldestMs } = this.sinceDurable;
    return { dirtyBytes: bytes, dirtyForMs: oldestMs === undefined ? 0 : Math.max(0, nowMs - oldestMs) };
  }
}

interface Unsaved {
  readonly bytes: number;
  readonly oldestMs?: number;
}

const NOTHING: Unsaved = { bytes: 0 };

function plus(unsaved: Unsaved, bytes: number, nowMs: number): Unsaved {
  return { bytes: unsaved.bytes + bytes, oldestMs: unsaved.oldestMs ?? nowMs };
}
