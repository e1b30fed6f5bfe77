import type { ProgramPort } from '../ports';

/** Until when the node may serve, and what its program has heard of that. */
export class ToldLease {
  /** By the monotonic clock, in milliseconds. */
  validUntilMs = 0;
  private toldUntilMs = 0;
  private isTelling = false;

  constructor(
    private readonly program: Pick<ProgramPort, 'extend'>,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Tells the program, which stops accepting writes by itself when it does not hear of it. */
  extend(validUntilMs: number): void {
    this.validUntilMs = validUntilMs;
    void this.tell();
  }

  /** Tells it again when the last call failed, or what a shard was opened with was never told. */
  tellAgain(): void {
    if (this.toldUntilMs < this.validUntilMs) {
      void this.tell();
    }
  }

  /** One call at a time, or an older lease could arrive last and end the service's writes early. */
  private async tell(): Promise<void> {
    if (this.isTelling) {
      return;
    }
    this.isTelling = true;
    const { validUntilMs } = this;
    try {
      await this.program.extend(validUntilMs);
      this.toldUntilMs = validUntilMs;
    } catch (error) {
      this.onFault(error);
    }
    this.isTelling = false;
    if (this.validUntilMs > validUntilMs) {
      void this.tell();
    }
  }
}
