import type { ByteBudget } from './byte-budget';
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
  /** Files that are fetched, or read to be known, of all shards: each is open, a large one twice. */
  readonly files: FairSlots;
  /** Bounds the bytes of parts under way that are larger than others, because their file is: each is held in memory whole. */
  readonly largeParts: ByteBudget;
  /** Small files that are read to be hashed, of all shards: each holds a piece of its file in memory. */
  readonly hashes: FairSlots;
  readonly hashThread: HashThread;
}
