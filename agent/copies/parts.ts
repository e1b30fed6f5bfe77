/** Part of an object, from `start` up to and without `end`. */
export interface Part {
  /** Counts from 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** Returns the parts of an object in order; none of an empty one. */
export function partsOf(sizeBytes: number, partBytes: number): readonly Part[] {
  const count = Math.ceil(sizeBytes / partBytes);
  return Array.from({ length: count }, (_, index) => {
    const start = index * partBytes;
    return { number: index + 1, start, end: Math.min(start + partBytes, sizeBytes) };
  });
}

/** How far a file is written without gaps while its parts come side by side. */
export class WrittenPrefix {
  private readonly positions: number[];
  private first = 0;

  constructor(readonly parts: readonly Part[]) {
    this.positions = parts.map(({ start }) => start);
  }

  /** Takes note that a part is written up to a position, and returns where the first gap begins. */
  note(part: Part, position: number): number {
    this.positions[part.number - 1] = position;
    while (this.positions[this.first] === this.parts[this.first]?.end && this.first < this.parts.length - 1) {
      this.first += 1;
    }
    return this.positions[this.first] ?? 0;
  }
}
