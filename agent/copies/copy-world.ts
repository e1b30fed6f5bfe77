import type { FairSlots } from './fair-slots';
import type { FileSystem } from './file-system';
import type { HashThread } from './hash-thread';
import type { ObjectStore } from './object-store';
import type { TransferSlots } from './transfer-slots';

/** What transfers work with. */
export interface CopyWorld {
  readonly disk: FileSystem;
  readonly objects: ObjectStore;
  /** Bounds the parts under way on the whole node, both ways. */
  readonly transfers: TransferSlots;
  readonly partBytes: number;
  /** Files that are open to be uploaded, of all shards. */
  readonly uploads: FairSlots;
  readonly hashThread: HashThread;
}
