import type { Move } from '../move/move';

/** A shard's row in the table: who owns it, since which epoch, and the one move it may be in. */
export interface Shard {
  readonly id: string;
  /** The node that serves it, `null` before its first placement and while the fleet is parked. */
  readonly owner: string | null;
  /** The incarnation of the owner that took the shard: a later one has not opened it. Absent when unknown. */
  readonly ownerIncarnation?: string;
  /** Nodes that hold a copy to read from, in order of promotion. */
  readonly followers: readonly string[];
  /** Grows by one with every change of owner; the fencing token. 0 before the first placement. */
  readonly epoch: number;
  /** Whether an owner has sealed its home, so that without one its data is lost, not yet to come. Absent when unknown. */
  readonly hasHome?: boolean;
  readonly move?: Move;
  /** Attributes of the row that nobody can read, see `parseShardItem`: it is left alone until somebody mends it. @default - none */
  readonly unreadable?: readonly string[];
}

/** Returns the row of a shard that is in no move and has no owner; it begins above epoch 0 because its home is of that epoch. */
export function freeShard(id: string, epoch: number): Shard {
  return { id, owner: null, followers: [], epoch, ...(epoch > 0 ? { hasHome: true } : {}) };
}

/** Ids of a fleet's shards: `shard-00000`, `shard-00001`, … */
export function shardIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => shardIdAt(index));
}

const SHARD_ID = /^shard-\d{5,}$/;

/** Whether a text is the id of some fleet's shard. */
export function isShardId(text: string): boolean {
  return SHARD_ID.test(text);
}

/** Id of a fleet's shard by its place among all, from 0 on. */
export function shardIdAt(index: number): string {
  return `shard-${String(index).padStart(5, '0')}`;
}
