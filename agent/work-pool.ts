import { PartedSlots } from './parted-slots';

/** Runs work side by side up to a limit, and never twice at once for the same key. */
export class WorkPool {
  private readonly underWay = new Map<string, Promise<unknown>>();
  private readonly slots: PartedSlots;

  constructor(limit: number) {
    this.slots = new PartedSlots(limit);
  }

  /** Resolves when the key's work has ended: this one, or the one that was under way already. */
  run(key: string, work: () => Promise<unknown>, hasFailed = false): Promise<unknown> {
    const present = this.underWay.get(key);
    if (present !== undefined) {
      return present;
    }
    const mine = this.slots.run(work, hasFailed).finally(() => this.underWay.delete(key));
    this.underWay.set(key, mine);
    return mine;
  }

  has(key: string): boolean {
    return this.underWay.has(key);
  }

  /** Keys whose work waits or runs. */
  get size(): number {
    return this.underWay.size;
  }
}
