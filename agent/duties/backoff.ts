/** When something that failed may be tried again: soon at first, then ever later. */
export class Backoff {
  private readonly failures = new Map<string, { readonly count: number; readonly notBeforeMs: number }>();

  /** Times in milliseconds; the clock is monotonic. */
  constructor(
    private readonly clock: () => number,
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  isReady(key: string): boolean {
    return this.clock() >= (this.failures.get(key)?.notBeforeMs ?? Number.NEGATIVE_INFINITY);
  }

  hasFailed(key: string): boolean {
    return this.failures.has(key);
  }

  /** Takes note of how an attempt went. */
  note(key: string, hasSucceeded: boolean): void {
    if (hasSucceeded) {
      this.failures.delete(key);
      return;
    }
    const count = this.failures.get(key)?.count ?? 0;
    const waitMs = Math.min(this.longestMs, this.firstMs * 2 ** count);
    this.failures.set(key, { count: count + 1, notBeforeMs: this.clock() + waitMs });
  }

  /** Forgets what is done with. */
  keepOnly(keys: readonly string[]): void {
    const kept = new Set(keys);
    for (const key of this.failures.keys()) {
      if (!kept.has(key)) {
        this.failures.delete(key);
      }
    }
  }
}
