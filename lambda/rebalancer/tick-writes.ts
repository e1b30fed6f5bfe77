import { attempt } from '../attempt';
import { inParallel } from '../in-parallel';

/** Faults after which a tick writes no more: then the table fails, not some item of it, and each attempt takes its time. */
const FAULTS_PER_TICK = 3;

/** The writes of one tick. A fault of one stops no other, for the next tick would begin with the same one. */
export class TickWrites {
  /** Of writes of which nobody knows whether they were made. */
  readonly faults: Error[] = [];

  /**
   * Makes a write for each item, in their order, so many at a time. Returns the items whose write is not known to be made.
   *
   * @param write answers whether the write's condition held
   */
  async each<Item>(
    width: number,
    items: readonly Item[],
    nameOf: (item: Item) => string,
    write: (item: Item) => Promise<boolean>,
  ): Promise<readonly Item[]> {
    const unmade: Item[] = [];
    await inParallel(width, items, async (item) => {
      const mayWrite = this.faults.length < FAULTS_PER_TICK;
      const isMade = mayWrite && (await attempt(this.faults, nameOf(item), () => write(item)));
      if (!isMade) {
        unmade.push(item);
      }
    });
    return unmade;
  }
}
