/** Bounds how much happens at once on the whole node, and gives free slots to the waiting keys in turn. */
export class FairSlots {
  private free: number;
  /** Starts of what waits, by key; the first key is next. */
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(slots: number) {
    this.free = slots;
  }

  /** Runs the work once a slot is free. Throws the signal's reason when it is aborted before that. */
  async run<Result>(key: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    await this.acquire(key, signal);
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  private acquire(key: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.remove(key, start);
        reject(signal?.reason);
      };
      const start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiting.set(key, (this.waiting.get(key) ?? new Set()).add(start));
    });
  }

  /** A key that got a slot goes to the end of the line. */
  private release(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.free += 1;
      return;
    }
    const [key, starts] = next;
    const [start] = starts;
    this.waiting.delete(key);
    this.waiting.set(key, starts);
    if (start) {
      this.remove(key, start);
      start();
    }
  }

  private remove(key: string, start: () => void): void {
    const starts = this.waiting.get(key);
    starts?.delete(start);
    if (starts?.size === 0) {
      this.waiting.delete(key);
    }
  }
}
