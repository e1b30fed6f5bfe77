import type { Follow } from '../../core/fleet/follow';
import type { Shard } from '../../core/fleet/shard';
import type { Clockwork } from '../engine/clockwork';
import { INDEX_LAG_MS } from '../settings';
import type { RowChange } from './simulated-table';

interface Changed<Shown> {
  readonly now: Shown;
  readonly before: Shown;
  readonly visibleAtMs: number;
}

type Entry = Changed<Shard>;

/** The index by which nodes find their work and what they follow: it follows the table a little later, and now and then shows an old row. */
export class ActorIndex {
  /** How likely a query shows a row as it was before. */
  oldRowFraction = 0;
  private readonly entries = new Map<string, Entry>();
  private follows: Changed<readonly Follow[]> = { now: [], before: [], visibleAtMs: 0 };

  constructor(
    private readonly clockwork: Clockwork,
    /** Told of each old row that is shown. */
    private readonly onOldRow: (row: Shard) => void,
  ) {}

  /** Takes note of a change; returns when it will be visible. */
  note({ before, after }: RowChange): number {
    const visibleAtMs = this.nextVisibleMs();
    this.entries.set(after.id, { now: after, before, visibleAtMs });
    return visibleAtMs;
  }

  /** Takes note of a change of the items that name followers. */
  noteFollows(before: readonly Follow[], now: readonly Follow[]): void {
    this.follows = { now, before, visibleAtMs: this.nextVisibleMs() };
  }

  followsOf(nodeId: string): readonly string[] {
    const { now, before, visibleAtMs } = this.follows;
    const isOld = visibleAtMs > this.clockwork.nowMs || this.clockwork.random.chance(this.oldRowFraction);
    return (isOld ? before : now).flatMap((follow) => (follow.nodeId === nodeId ? [follow.shardId] : []));
  }

  workOf(nodeId: string): readonly Shard[] {
    const work: Shard[] = [];
    for (const entry of this.entries.values()) {
      const row = this.shown(entry);
      if (row.move?.actor === nodeId) {
        work.push(row);
      }
    }
    return work;
  }

  /** Whether a query has anything to show the node, now or once the index has followed. */
  hasWork(nodeId: string): boolean {
    for (const { now, before, visibleAtMs } of this.entries.values()) {
      const isShown = visibleAtMs > this.clockwork.nowMs && before.move?.actor === nodeId;
      if (isShown || now.move?.actor === nodeId) {
        return true;
      }
    }
    return false;
  }

  private nextVisibleMs(): number {
    const { random, nowMs } = this.clockwork;
    return nowMs + (random.chance(0.9) ? random.between(0, 30) : random.between(30, INDEX_LAG_MS));
  }

  private shown({ now, before, visibleAtMs }: Entry): Shard {
    if (visibleAtMs > this.clockwork.nowMs) {
      return before;
    }
    if (this.oldRowFraction > 0 && this.clockwork.random.chance(this.oldRowFraction)) {
      this.onOldRow(before);
      return before;
    }
    return now;
  }
}
