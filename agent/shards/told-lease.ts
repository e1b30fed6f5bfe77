import type { ProgramPort } from '../ports';

/** Until when the node may serve, and what its program has heard of that. */
export class ToldLease {
  /** By the monotonic clock, in milliseconds. */
  validUntilMs = 0;
  private toldUntilMs = 0;

  constructor(
    private readonly program: Pick<ProgramPort, 'extend'>,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Tells the program, which stops accepting writes by itself when it does not hear of it. */
  extend(validUntilMs: number): void {
    this.validUntilMs = validUntilMs;
    this.tell();
  }

  /** Tells it again when the last call failed, or what a shard was opened with was never told. */
  tellAgain(): void {
    if (this.toldUntilMs < this.validUntilMs) {
      this.tell();
    }
  }

  private tell(): void {
    const { validUntilMs } = this;
    this.program.extend(validUntilMs).then(() => {
      this.toldUntilMs = Math.max(this.toldUntilMs, validUntilMs);
    }, this.onFault);
  }
}
