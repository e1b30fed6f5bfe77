import { hasPassed } from './waiting';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Looks for a newer map on behalf of all who wait for one: at once for the first, then with pauses that double from 0.1 to
 * 2 s until there is news. However many wait, and however fast new ones come, the store sees one of them. A pause is
 * shortened at random by up to a half: a thousand clients that were refused at one moment do not look at one moment.
 */
export class PacedLooks {
  private running: Promise<void> | undefined;
  private pauseMs = 0;
  private endedMs = Number.NEGATIVE_INFINITY;

  constructor(
    /** Looks, and tells whether there was news. */
    private readonly look: () => Promise<boolean>,
    private readonly closing: AbortSignal,
  ) {}

  /** Settles as the next look does. */
  next(): Promise<void> {
    this.running ??= this.lookInTime().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async lookInTime(): Promise<void> {
    const sinceLastMs = performance.now() - this.endedMs;
    if (sinceLastMs > 2 * LONGEST_PAUSE_MS) {
      this.pauseMs = 0;
    }
    const waitMs = this.pauseMs * (1 - Math.random() / 2) - sinceLastMs;
    if (waitMs > 0 && !(await hasPassed(waitMs, this.closing))) {
      return;
    }
    let isNews = false;
    try {
      isNews = await this.look();
    } finally {
      this.pauseMs = isNews ? 0 : Math.min(this.pauseMs * 2 || FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      this.endedMs = performance.now();
    }
  }
}
