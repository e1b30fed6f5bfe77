import { murmur3 } from '../placement/hash';

const FIRST_SIZE = 4096;

/** No id. */
const FREE = -1;

/** Tells ids that came before: numbers in a hash table, a tenth of the memory that a set of a million texts takes. */
export class KnownIds {
  private rows = new Int32Array(FIRST_SIZE).fill(FREE);
  private hashes = new Int32Array(FIRST_SIZE);
  private count = 0;

  /** @param ids by row, where the table finds the ids that it was given */
  constructor(private readonly ids: readonly string[]) {}

  /** Adds the id of a row. Returns the earlier row that has the same id, or -1. */
  add(id: string, row: number): number {
    if (this.count * 2 >= this.rows.length) {
      this.grow();
    }
    const hash = murmur3(String(id)) | 0;
    let place = hash & (this.rows.length - 1);
    while (this.rows[place] !== FREE) {
      const other = this.rows[place] as number;
      if (this.hashes[place] === hash && this.ids[other] === id) {
        return other;
      }
      place = (place + 1) & (this.rows.length - 1);
    }
    this.rows[place] = row;
    this.hashes[place] = hash;
    this.count += 1;
    return FREE;
  }

  private grow(): void {
    const { rows, hashes } = this;
    this.rows = new Int32Array(rows.length * 2).fill(FREE);
    this.hashes = new Int32Array(rows.length * 2);
    for (let place = 0; place < rows.length; place += 1) {
      if (rows[place] !== FREE) {
        this.put(rows[place] as number, hashes[place] as number);
      }
    }
  }

  private put(row: number, hash: number): void {
    let place = hash & (this.rows.length - 1);
    while (this.rows[place] !== FREE) {
      place = (place + 1) & (this.rows.length - 1);
    }
    this.rows[place] = row;
    this.hashes[place] = hash;
  }
}
