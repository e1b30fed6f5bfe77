import type { FairSlots } from './fair-slots';
import type { FileSystem } from './file-system';
import type { HashThread } from './hash-thread';
import type { ObjectStore } from './object-store';

/** What transfers work with. */
export interface CopyWorld {
  readonly disk: FileSystem;
  readonly objects: ObjectStore;
  /** Parts under way on the whole node, both ways. */
  readonly slots: FairSlots;
  /** Number of these. */
  readonly partsAtOnce: number;
  readonly partBytes: number;
  /** Files that are open to be uploaded, of all shards. */
  readonly uploads: FairSlots;
  readonly hashThread: HashThread;
}
