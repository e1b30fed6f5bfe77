/** No further item on a list. */
export const END = -1;

/** Lists of items, both known by number, each item on one list at most. All but reading through a list costs O(1). */
export class NumberLists {
  private readonly firsts: Int32Array;
  private readonly nexts: Int32Array;
  private readonly previous: Int32Array;

  constructor(listCount: number, itemCount: number) {
    this.firsts = new Int32Array(listCount).fill(END);
    this.nexts = new Int32Array(itemCount).fill(END);
    this.previous = new Int32Array(itemCount).fill(END);
  }

  /** The item added last, or `END`. */
  first(list: number): number {
    return this.firsts[list] as number;
  }

  /** The item after an item on its list, or `END`. */
  next(item: number): number {
    return this.nexts[item] as number;
  }

  add(list: number, item: number): void {
    const head = this.firsts[list] as number;
    this.nexts[item] = head;
    this.previous[item] = END;
    if (head !== END) {
      this.previous[head] = item;
    }
    this.firsts[list] = item;
  }

  /** Takes an item off the list that it is on. */
  remove(list: number, item: number): void {
    const before = this.previous[item] as number;
    const after = this.nexts[item] as number;
    if (before === END) {
      this.firsts[list] = after;
    } else {
      this.nexts[before] = after;
    }
    if (after !== END) {
      this.previous[after] = before;
    }
  }
}
