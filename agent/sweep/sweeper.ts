import type { Shard } from '../../core/fleet/shard';
import type { CopyPort, NodeTablePort } from '../ports';
import type { ShardKeeper } from '../shards/shard-keeper';

/** An object that no manifest has named for this long is deleted; whoever copies by an older manifest has that long. */
export const GARBAGE_GRACE_MS = 3_600_000;
/** How often a home is listed in which nothing waits to be deleted: each listing costs money. */
const COLLECTION_INTERVAL_MS = 6 * GARBAGE_GRACE_MS;
/** A shard that moves often is looked at all the same: each open shard for the first time within this, spread evenly. */
const FIRST_LOOK_WITHIN_MS = GARBAGE_GRACE_MS;

/** How often the node asks what it owns: each answer costs money. A little less than a minute, so that no sweep of a minute is left out. */
const OWNER_INTERVAL_MS = 55_000;

/** The world of a sweeper. */
export interface SweeperParts {
  readonly nodeId: string;
  readonly table: NodeTablePort;
  readonly copies: CopyPort;
  readonly keeper: ShardKeeper;
  readonly isFollowed: (shardId: string) => boolean;
  readonly clock: () => number;
}

/** Frees the disk of copies that nobody needs, and the homes of objects that no manifest names. */
export class Sweeper {
  /** When a shard's home is to be looked at next. */
  private readonly dueMs = new Map<string, number>();
  /** When the node last asked what it owns. */
  private ownersAskedMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: SweeperParts) {}

  /** Shards that have a copy on the disk. */
  held(): Promise<readonly string[]> {
    return this.parts.copies.held();
  }

  /** Deletes the shard's copy if its row, read now, gives the node no use for it. In turn with all else about it. */
  dropUnneeded(shardId: string): Promise<void> {
    const { nodeId, table, copies, keeper, isFollowed } = this.parts;
    return keeper.inTurn(shardId, async (isOpen) => {
      if (isOpen || isFollowed(shardId)) {
        return;
      }
      if (!isNeeded(await table.readShard(shardId), nodeId)) {
        await copies.drop(shardId);
      }
    });
  }

  /** Whether it is time to ask what the node owns: once a minute; who is told so asks. */
  takeOwnersDue(): boolean {
    const nowMs = this.parts.clock();
    const isDue = nowMs - this.ownersAskedMs >= OWNER_INTERVAL_MS;
    if (isDue) {
      this.ownersAskedMs = nowMs;
    }
    return isDue;
  }

  /** Open shards whose homes are to be looked at. */
  due(open: readonly string[]): readonly string[] {
    const nowMs = this.parts.clock();
    const isOpen = new Set(open);
    for (const shardId of this.dueMs.keys()) {
      if (!isOpen.has(shardId)) {
        this.dueMs.delete(shardId);
      }
    }
    for (const [index, shardId] of open.entries()) {
      if (!this.dueMs.has(shardId)) {
        this.dueMs.set(shardId, nowMs + ((index + 1) / (open.length + 1)) * FIRST_LOOK_WITHIN_MS);
      }
    }
    return open.filter((shardId) => (this.dueMs.get(shardId) ?? nowMs) <= nowMs);
  }

  async collect(shardId: string): Promise<void> {
    const nowMs = this.parts.clock();
    const waiting = await this.parts.keeper.collectGarbage(shardId, nowMs, GARBAGE_GRACE_MS);
    this.dueMs.set(shardId, nowMs + (waiting > 0 ? GARBAGE_GRACE_MS : COLLECTION_INTERVAL_MS));
  }
}

/** A shard without a row, or with one that nobody can read, keeps its copy: the row may be about to be rebuilt. */
function isNeeded(row: Shard | undefined, nodeId: string): boolean {
  return (
    row === undefined ||
    row.unreadable !== undefined ||
    row.owner === nodeId ||
    row.followers.includes(nodeId) ||
    row.move?.from === nodeId ||
    row.move?.to === nodeId
  );
}
