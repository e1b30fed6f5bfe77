/** Requests per second, smoothed: what is older than the window counts for less than 37 %. */
export class RequestRate {
  private perSecond = 0;
  private atMs: number | undefined;

  constructor(private readonly windowSeconds: number) {}

  /** Takes note of a request. */
  count(nowMs: number): void {
    this.perSecond = this.read(nowMs) + 1 / this.windowSeconds;
    this.atMs = nowMs;
  }

  read(nowMs: number): number {
    const elapsedSeconds = Math.max(0, nowMs - (this.atMs ?? nowMs)) / 1000;
    return this.perSecond * Math.exp(-elapsedSeconds / this.windowSeconds);
  }
}
