import type { LocalCloud } from '../cloud/cloud';

const MINUTE_MS = 60_000;

/** The one clock of a replay: the driver sets it, and with it the cloud's. It only goes forward. */
export class VirtualClock {
  private atMs: number;

  /** Starts at the next whole minute after `wallMs`. */
  constructor(
    private readonly cloud: Pick<LocalCloud, 'setClock'>,
    wallMs: number,
    private readonly signal?: AbortSignal,
  ) {
    this.atMs = Math.ceil(wallMs / MINUTE_MS) * MINUTE_MS;
  }

  nowMs(): number {
    return this.atMs;
  }

  /** Moves all time to `nowMs`; throws the signal's reason once it is aborted. */
  async advanceTo(nowMs: number): Promise<void> {
    this.signal?.throwIfAborted();
    this.atMs = Math.max(this.atMs, nowMs);
    await this.cloud.setClock(this.atMs);
  }
}
