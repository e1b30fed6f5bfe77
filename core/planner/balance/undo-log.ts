const FIRST_SIZE = 1024;

/** Moves to be undone, in the order in which they were made: where each replica was before. It keeps its memory when it gets shorter. */
export class UndoLog {
  private replicas = new Int32Array(FIRST_SIZE);
  private holders = new Int32Array(FIRST_SIZE);
  private count = 0;

  get length(): number {
    return this.count;
  }

  replica(entry: number): number {
    return this.replicas[entry] as number;
  }

  holder(entry: number): number {
    return this.holders[entry] as number;
  }

  add(replica: number, holder: number): void {
    if (this.count === this.replicas.length) {
      this.replicas = twice(this.replicas);
      this.holders = twice(this.holders);
    }
    this.replicas[this.count] = replica;
    this.holders[this.count] = holder;
    this.count += 1;
  }

  /** Forgets the last entries, so that so many are left. */
  shorten(length: number): void {
    this.count = length;
  }
}

function twice(column: Int32Array): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(column.length * 2);
  copy.set(column);
  return copy;
}
