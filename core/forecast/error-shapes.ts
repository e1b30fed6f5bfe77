import { MEMORY_MINUTES } from './constants';
import { ErrorDistribution } from './error-distribution';
import { clip } from './features';
import { Residuals, type ResidualsState } from './residuals';

/** What of the shapes is kept between decisions. */
export interface ShapesState {
  readonly calm: ResidualsState;
  readonly usual: ResidualsState;
  readonly turbulent: ResidualsState;
}

/**
 * Distributions of past errors, each in units of the error that was expected of it, of calm, usual and turbulent moments. What surprises a calm
 * moment by ten of its errors is one error of the turbulent moment that it makes, and says nothing of ten of those.
 */
export class ErrorShapes {
  private readonly calm = new Residuals(MEMORY_MINUTES);
  private readonly usual = new Residuals(MEMORY_MINUTES);
  private readonly turbulent = new Residuals(MEMORY_MINUTES);

  /** Returns the distribution at some turbulence, see `turbulenceOf`: between two shapes both count by how near they are. O(bins). */
  at(turbulence: number): ErrorDistribution {
    const { usual } = this;
    const other = this.besideUsual(turbulence);
    const share = Math.abs(turbulence);
    return new ErrorDistribution((bin) => (1 - share) * usual.probabilityOf(bin) + share * other.probabilityOf(bin));
  }

  /** Learns an error that came at some turbulence. */
  learn(turbulence: number, error: number): void {
    const share = Math.abs(turbulence);
    this.usual.add(error, 1 - share);
    this.besideUsual(turbulence).add(error, share);
  }

  state(): ShapesState {
    return { calm: this.calm.state(), usual: this.usual.state(), turbulent: this.turbulent.state() };
  }

  restore({ calm, usual, turbulent }: ShapesState): void {
    this.calm.restore(calm);
    this.usual.restore(usual);
    this.turbulent.restore(turbulent);
  }

  private besideUsual(turbulence: number): Residuals {
    return turbulence < 0 ? this.calm : this.turbulent;
  }
}

/** Returns how turbulent a moment is by the error to expect: -1, calm, where it is half a usual one or less; 1 from twice on. Pure. */
export function turbulenceOf(spread: number, usual: number): number {
  return clip(Math.log2(spread / usual), 1);
}
