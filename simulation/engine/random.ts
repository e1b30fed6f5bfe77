/**
 * A seeded stream of numbers (sfc32): small, fast, and the same everywhere. One stream makes every choice of a schedule,
 * so that its seed alone replays it.
 */
export class Random {
  private first: number;
  private second: number;
  private third: number;
  private counter = 1;

  constructor(seed: number) {
    this.first = seed | 0;
    this.second = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
    this.third = Math.imul(seed + 0x7f4a7c15, 0xc2b2ae35);
    for (let round = 0; round < 8; round += 1) {
      this.next();
    }
  }

  /** A number from 0 up to, not including, 1. */
  next(): number {
    const sum = (((this.first + this.second) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.first = this.second ^ (this.second >>> 9);
    this.second = (this.third + (this.third << 3)) | 0;
    this.third = (((this.third << 21) | (this.third >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, not including, the bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws Error when there is nothing to pick from. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) {
      throw new Error('there is nothing to pick from');
    }
    return item;
  }
}
