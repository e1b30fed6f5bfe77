/**
 * Answers many that wait for the same shard with few flushes: whoever comes while one is under way shares the next, since
 * the one under way may have begun before the write was accepted.
 */
export class GroupFlush<Result> {
  private running: Promise<Result> | undefined;
  private next: Promise<Result> | undefined;

  constructor(private readonly flush: () => Promise<Result>) {}

  /** The result of a flush that begins after this call. */
  ask(): Promise<Result> {
    if (this.running === undefined) {
      return this.start();
    }
    const follow = () => {
      this.next = undefined;
      return this.start();
    };
    this.next ??= this.running.then(follow, follow);
    return this.next;
  }

  private start(): Promise<Result> {
    const mine = this.flush();
    this.running = mine;
    const forget = () => {
      if (this.running === mine) {
        this.running = undefined;
      }
    };
    mine.then(forget, forget);
    return mine;
  }
}
