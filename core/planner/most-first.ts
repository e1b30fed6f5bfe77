/**
 * Gives things in order of their scores, the highest first, of equal ones the first given: a heap, so that those never asked for need not
 * be sorted. Building it costs O(things), each one given O(log).
 */
export function* mostFirst(things: readonly number[], scoreOf: (thing: number) => number): Generator<number> {
  const heap = new ScoreHeap(things, scoreOf);
  for (let left = things.length; left > 0; left -= 1) {
    yield things[heap.take()] as number;
  }
}

class ScoreHeap {
  private readonly scores: Float64Array;
  private readonly places: Int32Array;
  private size: number;

  constructor(things: readonly number[], scoreOf: (thing: number) => number) {
    this.size = things.length;
    this.scores = new Float64Array(this.size);
    this.places = new Int32Array(this.size);
    for (let place = 0; place < this.size; place += 1) {
      this.scores[place] = scoreOf(things[place] as number);
      this.places[place] = place;
    }
    for (let at = (this.size >> 1) - 1; at >= 0; at -= 1) {
      this.sink(at);
    }
  }

  /** The place of the thing with the highest score. */
  take(): number {
    const top = this.places[0] as number;
    this.size -= 1;
    this.places[0] = this.places[this.size] as number;
    this.sink(0);
    return top;
  }

  private sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let first = left < this.size && this.isBefore(left, at) ? left : at;
      first = right < this.size && this.isBefore(right, first) ? right : first;
      if (first === at) {
        return;
      }
      const kept = this.places[at] as number;
      this.places[at] = this.places[first] as number;
      this.places[first] = kept;
      at = first;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const left = this.places[one] as number;
    const right = this.places[other] as number;
    const difference = (this.scores[left] as number) - (this.scores[right] as number);
    return difference > 0 || (difference === 0 && left < right);
  }
}
