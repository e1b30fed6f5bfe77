/** Numbers without a pattern, the same in every run: a plan must not depend on chance. @see https://www.jstatsoft.org/v08/i14/ */
export class SteadyDice {
  private state = 88_172_645;

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return this.next() % count;
  }

  /** A number from 0 to below 1. */
  fraction(): number {
    return this.next() / 2 ** 32;
  }

  shuffle(list: Int32Array | number[], length = list.length): void {
    for (let last = length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const kept = list[last] as number;
      list[last] = list[other] as number;
      list[other] = kept;
    }
  }

  private next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }
}
