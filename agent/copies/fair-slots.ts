/** Bounds how much happens at once on the whole node, and gives free slots to the waiting keys in turn. */
export class FairSlots {
  /** How much runs now. */
  taken = 0;
  /** Starts of what waits, by key; the first key is next. */
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(private slots: number) {}

  /** Has another number of slots from now on; what runs goes on, even if it is more. */
  resize(slots: number): void {
    this.slots = slots;
    this.startWaiting();
  }

  /** Runs the work once a slot is free. Throws the signal's reason when it is aborted before that. */
  async run<Result>(key: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    await this.acquire(key, signal);
    try {
      return await work();
    } finally {
      this.taken -= 1;
      this.startWaiting();
    }
  }

  private acquire(key: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.taken < this.slots) {
      this.taken += 1;
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

  private startWaiting(): void {
    for (let [next] = this.waiting; next && this.taken < this.slots; [next] = this.waiting) {
      this.startOne(...next);
    }
  }

  /** A key that got a slot goes to the end of the line. */
  private startOne(key: string, starts: Set<() => void>): void {
    const [start] = starts;
    this.waiting.delete(key);
    this.waiting.set(key, starts);
    if (start) {
      this.remove(key, start);
      this.taken += 1;
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
