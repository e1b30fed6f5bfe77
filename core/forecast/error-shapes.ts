import { MEMORY_MINUTES } from './constants';
import { ErrorDistribution } from './error-distribution';
import { clip } from './features';
import { Residuals, type ResidualsState } from './residuals';

/** From one shape to the next the error to expect doubles in so many. */
const SHAPES_PER_OCTAVE = 2;
const MOST_OCTAVES = 1;
const SHAPES = 2 * MOST_OCTAVES * SHAPES_PER_OCTAVE + 1;

/** What of the shapes is kept between decisions, calmest first. */
export type ShapesState = readonly ResidualsState[];

/** The two shapes that a moment lies between, and how near it is to the upper one, from 0 to 1. */
interface Between {
  readonly lower: Residuals;
  readonly upper: Residuals;
  readonly share: number;
}

/**
 * Distributions of past errors, each in units of the error that was expected of it, from calm to turbulent moments. What surprises a calm
 * moment by ten of its errors is one error of the turbulent moment that it makes, and says nothing of ten of those.
 */
export class ErrorShapes {
  private readonly shapes = Array.from({ length: SHAPES }, () => new Residuals(MEMORY_MINUTES));

  /** Returns the distribution at some turbulence, see `turbulenceOf`. O(bins). */
  at(turbulence: number): ErrorDistribution {
    const { lower, upper, share } = this.between(turbulence);
    return new ErrorDistribution((bin) => (1 - share) * lower.probabilityOf(bin) + share * upper.probabilityOf(bin));
  }

  /** Learns an error that came at some turbulence. */
  learn(turbulence: number, error: number): void {
    const { lower, upper, share } = this.between(turbulence);
    lower.add(error, 1 - share);
    upper.add(error, share);
  }

  state(): ShapesState {
    return this.shapes.map((shape) => shape.state());
  }

  restore(state: ShapesState): void {
    state.forEach((kept, index) => {
      this.shapes[index]?.restore(kept);
    });
  }

  private between(turbulence: number): Between {
    const place = (turbulence + MOST_OCTAVES) * SHAPES_PER_OCTAVE;
    const below = Math.min(SHAPES - 2, Math.floor(place));
    const [lower, upper] = this.shapes.slice(below, below + 2) as [Residuals, Residuals];
    return { lower, upper, share: place - below };
  }
}

/** Returns how turbulent a moment is by the error to expect, in octaves: -1, calm, where it is half a usual one or less; 1 from twice on. Pure. */
export function turbulenceOf(spread: number, usual: number): number {
  return clip(Math.log2(spread / usual), MOST_OCTAVES);
}
