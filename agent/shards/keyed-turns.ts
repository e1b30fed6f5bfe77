/** Runs work on the same key one after another, in order of asking; work on different keys runs side by side. */
export class KeyedTurns {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.tails.set(key, mine);
    const forget = () => {
      if (this.tails.get(key) === mine) {
        this.tails.delete(key);
      }
    };
    mine.then(forget, forget);
    return mine;
  }
}
