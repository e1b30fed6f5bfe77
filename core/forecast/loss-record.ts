import { RISK_MEMORY_MINUTES } from './constants';

const DECAY = 2 ** (-1 / RISK_MEMORY_MINUTES);
/** Less than this, in unit-minutes, is no loss. */
const LEAST_LOSS = 1e-9;

/** What of the losses is kept between decisions, in unit-minutes. */
export interface LossState {
  readonly expected: number;
  readonly lost: number;
  /** Sum of the squares of what the minutes lost. */
  readonly squares: number;
}

export const NO_LOSSES: LossState = { expected: 0, lost: 0, squares: 0 };

/** Compares what was lost with what was expected to be. One great loss proves less than many small ones of the same sum. */
export class LossRecord {
  private losses = NO_LOSSES;

  /** What was expected to be lost, in unit-minutes. */
  get expected(): number {
    return this.losses.expected;
  }

  /** Adds what a minute is expected to lose. */
  expect(loss: number): void {
    const { expected } = this.losses;
    this.losses = { ...this.losses, expected: expected * DECAY + loss };
  }

  /** Adds what a minute lost. */
  lose(loss: number): void {
    const { expected, lost, squares } = this.losses;
    this.losses = { expected, lost: lost * DECAY + loss, squares: squares * DECAY ** 2 + loss ** 2 };
  }

  /**
   * Returns how many times more is lost than expected. What is believed of that is worth one loss of the usual size: the mean over all
   * that was lost of what its minute lost.
   *
   * @param believed - how many times more it is taken to be.
   * @param firstLoss - a loss that is believed in before any was seen, in unit-minutes.
   */
  ratio(believed: number, firstLoss: number): number {
    const { expected, lost, squares } = this.losses;
    const first = Math.max(LEAST_LOSS, firstLoss);
    const usual = (squares + first ** 2) / (lost + first);
    return (lost + usual * believed) / (expected + usual);
  }

  state(): LossState {
    return this.losses;
  }

  restore(losses: LossState): void {
    this.losses = losses;
  }
}
