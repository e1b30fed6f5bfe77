import { Slots } from './slots';

/**
 * Runs work side by side up to a limit, and never twice at once for the same key. Work whose last attempt failed has a line and
 * as many places of its own: what hangs each time holds up nothing but its like.
 */
export class WorkPool {
  private readonly underWay = new Map<string, Promise<unknown>>();
  private readonly usual: Slots;
  private readonly troubled: Slots;

  constructor(limit: number) {
    this.usual = new Slots(limit);
    this.troubled = new Slots(limit);
  }

  /** Resolves when the key's work has ended: this one, or the one that was under way already. */
  run(key: string, work: () => Promise<unknown>, hasFailed = false): Promise<unknown> {
    const present = this.underWay.get(key);
    if (present !== undefined) {
      return present;
    }
    const slots = hasFailed ? this.troubled : this.usual;
    const mine = slots.run(work).finally(() => this.underWay.delete(key));
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
