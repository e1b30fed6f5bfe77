import type { Shard } from '../../core/fleet/shard';
import type { Clockwork } from '../engine/clockwork';
import { INDEX_LAG_MS } from '../settings';
import type { RowChange } from './simulated-table';

interface Entry {
  readonly now: Shard;
  readonly before: Shard;
  readonly visibleAtMs: number;
}

/** The index by which nodes find their work: it follows the table a little later, and now and then shows an old row. */
export class ActorIndex {
  /** How likely a query shows a row as it was before. */
  oldRowFraction = 0;
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clockwork: Clockwork,
    /** Told of each old row that is shown. */
    private readonly onOldRow: (row: Shard) => void,
  ) {}

  /** Takes note of a change; returns when it will be visible. */
  note({ before, after }: RowChange): number {
    const { random, nowMs } = this.clockwork;
    const lagMs = random.chance(0.9) ? random.between(0, 30) : random.between(30, INDEX_LAG_MS);
    this.entries.set(after.id, { now: after, before, visibleAtMs: nowMs + lagMs });
    return nowMs + lagMs;
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
