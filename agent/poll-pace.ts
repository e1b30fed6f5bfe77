import type { Shard } from '../core/fleet/shard';

/** Pause between polls while nothing moves, and just after something did. */
const IDLE_MS = 1000;
const BUSY_MS = 100;
/** The pause grows to this part of the time since the last change, so that long transfers are not asked for hotly. */
const PART_OF_QUIET_TIME = 0.1;

/**
 * How long to wait before the next poll: short while moves make progress, because nobody accepts writes for a shard
 * between release and take-over, and long when nothing has changed for ten seconds.
 */
export class PollPace {
  private lastSeen = '';
  private changedMs = Number.NEGATIVE_INFINITY;

  /** Takes note of the work that a poll found; time is monotonic. */
  note(work: readonly Shard[], nowMs: number): void {
    const seen = work.map(({ id, move }) => `${id} ${move?.id} ${move?.state}`).join();
    if (seen !== this.lastSeen) {
      this.lastSeen = seen;
      this.changedMs = nowMs;
    }
  }

  pauseMs(nowMs: number): number {
    return Math.min(IDLE_MS, Math.max(BUSY_MS, (nowMs - this.changedMs) * PART_OF_QUIET_TIME));
  }
}
