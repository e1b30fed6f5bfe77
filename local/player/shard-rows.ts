import type { NodeTablePort } from '../../agent/ports';
import type { Shard } from '../../core/fleet/shard';
import { isRefusal, type MoveEvent, transition } from '../../core/move/move-machine';
import type { WriteRecord } from '../laws/write-record';

/** A move that gave a shard to a new owner. */
export interface CompletedMove {
  readonly atMs: number;
  readonly shardId: string;
  readonly from: string | null;
  readonly to: string;
  readonly reason: string;
}

/**
 * The shards' rows as last read, kept up to date by the player's own writes. On a real fleet each node asks the index for
 * its own work each second; the player reads all rows for all of its nodes at once, and only after somebody else may have
 * written them, which costs the emulator far less. A row that is stale all the same makes a conditional write fail.
 */
export class ShardRows {
  private rows = new Map<string, Shard>();
  private readonly completed: CompletedMove[] = [];
  private refused = false;

  constructor(
    private readonly record: WriteRecord,
    private readonly clock: () => number,
  ) {}

  all(): readonly Shard[] {
    return [...this.rows.values()];
  }

  get(shardId: string): Shard | undefined {
    return this.rows.get(shardId);
  }

  /** Every move that was committed so far. */
  get moves(): readonly CompletedMove[] {
    return this.completed;
  }

  /** Whether the table refused a write since it was last read: somebody else wrote that row. */
  wasRefused(): boolean {
    return this.refused;
  }

  /** Takes over what was read from the table. */
  replace(shards: readonly Shard[]): void {
    this.refused = false;
    for (const shard of shards) {
      this.set(shard);
    }
  }

  set(shard: Shard): void {
    const before = this.rows.get(shard.id);
    if (before?.owner !== shard.owner || before?.epoch !== shard.epoch) {
      const { id: shardId, owner, epoch } = shard;
      this.record.appendOwner({ atMs: this.clock(), shardId, owner, epoch });
    }
    this.rows.set(shard.id, shard);
  }

  /** Returns the table with this view following its successful writes. */
  following(table: NodeTablePort): NodeTablePort {
    return {
      register: (heartbeat) => table.register(heartbeat),
      renew: (heartbeat) => table.renew(heartbeat),
      workOf: async (nodeId) => this.all().filter((shard) => shard.move?.actor === nodeId),
      readShard: (shardId) => table.readShard(shardId),
      advance: async (shard, event) => {
        const isWritten = await table.advance(shard, event);
        if (isWritten) {
          this.follow(shard, event);
        } else {
          this.refused = true;
        }
        return isWritten;
      },
    };
  }

  private follow(shard: Shard, event: MoveEvent): void {
    const next = shard.move && transition(shard.move, event);
    if (!shard.move || next === undefined || isRefusal(next)) {
      return;
    }
    const { move: _move, ...rest } = shard;
    const row = next.move ? { ...rest, move: next.move } : rest;
    if (!next.takesOwnership) {
      this.set(row);
      return;
    }
    const { from, to, reason } = shard.move;
    this.completed.push({ atMs: this.clock(), shardId: shard.id, from, to, reason });
    const followers = shard.followers.filter((follower) => follower !== to);
    this.set({ ...row, owner: to, epoch: shard.epoch + 1, followers });
  }
}
