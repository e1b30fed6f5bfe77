/** Runs work on the same shard one after another, in order of asking. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  run<Result>(shard: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(shard) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.last.set(shard, mine);
    const forget = () => {
      if (this.last.get(shard) === mine) {
        this.last.delete(shard);
      }
    };
    mine.then(forget, forget);
    return mine;
  }
}
