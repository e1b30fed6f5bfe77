import { NOWHERE } from './fleet-model';

/** Rows for which there is room before the first growth. */
const FIRST_ROWS = 1024;

/** Shards while they are read: columns that grow, since a stream does not say how many will come. */
export class GrowingColumns {
  readonly ids: string[] = [];
  private sizes = new Float64Array(FIRST_ROWS);
  private loads: Float64Array[];
  private holders: Int32Array;

  /** @param stride places for replicas that a shard has; grows when a shard has more */
  constructor(
    resourceCount: number,
    public stride: number,
  ) {
    this.loads = Array.from({ length: resourceCount }, () => new Float64Array(FIRST_ROWS));
    this.holders = new Int32Array(FIRST_ROWS * stride).fill(NOWHERE);
  }

  /** Adds a shard, and returns its number. */
  add(id: string, sizeBytes: number, replicas: number): number {
    const row = this.ids.push(id) - 1;
    if (row === this.sizes.length) {
      this.resize(row * 2);
    }
    if (replicas > this.stride) {
      this.widen(replicas);
    }
    this.sizes[row] = sizeBytes;
    return row;
  }

  setLoad(row: number, resource: number, load: number): void {
    const column = this.loads[resource];
    if (column) {
      column[row] = load;
    }
  }

  setHolder(row: number, place: number, node: number): void {
    this.holders[row * this.stride + place] = node;
  }

  holder(row: number, place: number): number {
    return this.holders[row * this.stride + place] as number;
  }

  /** The columns, as long as there are shards. */
  done() {
    this.resize(this.ids.length);
    return { ids: this.ids, sizeBytes: this.sizes, loads: this.loads, homes: this.holders, stride: this.stride };
  }

  private resize(rows: number): void {
    this.sizes = resized(this.sizes, rows);
    this.loads = this.loads.map((column) => resized(column, rows));
    const before = this.holders.subarray(0, rows * this.stride);
    this.holders = new Int32Array(rows * this.stride).fill(NOWHERE, before.length);
    this.holders.set(before);
  }

  private widen(stride: number): void {
    const widened = new Int32Array(this.sizes.length * stride).fill(NOWHERE);
    for (let row = 0; row < this.sizes.length; row += 1) {
      widened.set(this.holders.subarray(row * this.stride, (row + 1) * this.stride), row * stride);
    }
    this.holders = widened;
    this.stride = stride;
  }
}

function resized(column: Float64Array, rows: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(rows);
  copy.set(column.subarray(0, rows));
  return copy;
}
