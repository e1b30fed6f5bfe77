/**
 * Copies that a node makes from S3, which share its bandwidth evenly. Progress is made when time is told, so it depends
 * only on when copies started.
 */
export class CopyQueue {
  private readonly missingBytes = new Map<string, number>();
  private readonly done = new Set<string>();
  private atMs = 0;

  constructor(private readonly bytesPerSecond: number) {}

  /** Lets time pass for all copies. */
  advance(nowMs: number): void {
    let budgetBytes = (Math.max(0, nowMs - this.atMs) / 1000) * this.bytesPerSecond;
    this.atMs = Math.max(this.atMs, nowMs);
    while (budgetBytes > 0 && this.missingBytes.size > 0) {
      budgetBytes -= this.copyEvenly(budgetBytes);
    }
  }

  /** Starts a copy unless it was started before; true once it is complete. */
  request(shardId: string, bytes: number): boolean {
    if (this.done.has(shardId)) {
      return true;
    }
    if (bytes <= 0) {
      this.done.add(shardId);
      return true;
    }
    if (!this.missingBytes.has(shardId)) {
      this.missingBytes.set(shardId, bytes);
    }
    return false;
  }

  /** Copies that were started and are not complete. */
  underWay(): readonly string[] {
    return [...this.missingBytes.keys()];
  }

  /** Forgets a copy, complete or not. */
  drop(shardId: string): void {
    this.missingBytes.delete(shardId);
    this.done.delete(shardId);
  }

  /** Gives each copy the same share, at most what the smallest still needs; returns what was spent. */
  private copyEvenly(budgetBytes: number): number {
    const smallest = Math.min(...this.missingBytes.values());
    const share = Math.min(smallest, budgetBytes / this.missingBytes.size);
    const spent = share * this.missingBytes.size;
    const isComplete = share === smallest;
    for (const [shardId, missing] of this.missingBytes) {
      if (isComplete && missing === smallest) {
        this.missingBytes.delete(shardId);
        this.done.add(shardId);
      } else {
        this.missingBytes.set(shardId, missing - share);
      }
    }
    return spent;
  }
}
