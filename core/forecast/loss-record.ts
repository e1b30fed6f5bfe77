import { HOUR_MINUTES, PRIOR_LOSSES, RISK_MEMORY_MINUTES } from './constants';

const DECAY = 2 ** (-1 / RISK_MEMORY_MINUTES);
/** Less than this, in unit-minutes, is no loss. */
const LEAST_LOSS = 1e-9;
/** That nothing was lost so far is no proof. */
const LEAST_RATIO = 0.1;

/** What of the losses is kept between decisions, in unit-minutes. */
export interface LossState {
  readonly expected: number;
  readonly unmet: number;
  /** Sum of the squares of what the hours lost that are over. */
  readonly squares: number;
  readonly hourUnmet: number;
  readonly hourMinutes: number;
}

export const NO_LOSSES: LossState = { expected: 0, unmet: 0, squares: 0, hourUnmet: 0, hourMinutes: 0 };

/** Compares what was lost with what was expected to be. One great loss proves less than many small ones of the same sum. */
export class LossRecord {
  private losses = NO_LOSSES;

  /** Adds what a minute is expected to lose. */
  expect(loss: number): void {
    const { expected } = this.losses;
    this.losses = { ...this.losses, expected: expected * DECAY + loss };
  }

  /** Adds what a minute lost. */
  lose(loss: number): void {
    const { expected, unmet, squares, hourUnmet, hourMinutes } = this.losses;
    const isHourOver = hourMinutes >= HOUR_MINUTES;
    this.losses = {
      expected,
      unmet: unmet * DECAY + loss,
      squares: squares * DECAY ** 2 + (isHourOver ? hourUnmet ** 2 : 0),
      hourUnmet: (isHourOver ? 0 : hourUnmet) + loss,
      hourMinutes: (isHourOver ? 0 : hourMinutes) + 1,
    };
  }

  /**
   * Returns how many times more is lost than expected. The belief, that it is as much, is worth `PRIOR_LOSSES` of the usual size: the
   * mean over all that was lost of what its hour lost. Never less than a tenth.
   *
   * @param firstLoss - a loss that is believed in before any was seen, in unit-minutes.
   */
  ratio(firstLoss: number): number {
    const { expected, unmet, squares, hourUnmet } = this.losses;
    const first = Math.max(LEAST_LOSS, firstLoss);
    const usual = (squares + hourUnmet ** 2 + first ** 2) / (unmet + first);
    const belief = PRIOR_LOSSES * usual;
    return Math.max(LEAST_RATIO, (unmet + belief) / (expected + belief));
  }

  state(): LossState {
    return this.losses;
  }

  restore(losses: LossState): void {
    this.losses = losses;
  }
}
