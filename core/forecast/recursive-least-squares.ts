/** What of a regression is kept between decisions. */
export interface RegressionState {
  readonly weights: readonly number[];
  /** Inverse of the weighted sum of outer products, row by row. */
  readonly covariance: readonly number[];
}

/** A forgetful regression may know so much less of a direction than at its start; without a bound it would explode. */
const MOST_UNCERTAINTY = 3;

/** Linear regression that learns one example at a time and forgets old ones exponentially. */
export class RecursiveLeastSquares {
  private readonly weights: Float64Array;
  private readonly covariance: Float64Array;
  private readonly gain: Float64Array;
  private readonly size: number;

  /**
   * @param initialWeights - what is believed before the first example.
   * @param uncertainty - variance of each of them, in units of the examples' noise.
   * @param memory - examples after which one counts 1/e.
   */
  constructor(
    initialWeights: readonly number[],
    private readonly uncertainty: number,
    private readonly memory: number,
  ) {
    this.size = initialWeights.length;
    this.weights = Float64Array.from(initialWeights);
    this.gain = new Float64Array(this.size);
    this.covariance = new Float64Array(this.size * this.size);
    for (let index = 0; index < this.size; index += 1) {
      this.covariance[index * this.size + index] = uncertainty;
    }
  }

  predict(features: ArrayLike<number>): number {
    let sum = 0;
    for (let index = 0; index < this.size; index += 1) {
      sum += at(this.weights, index) * at(features, index);
    }
    return sum;
  }

  /** Learns that the prediction for these features was too low by `error`; `noise` is the example's variance beside others'. */
  learn(features: ArrayLike<number>, error: number, noise = 1): void {
    const forgetting = 1 - 1 / this.memory;
    const spread = this.spreadGain(features) + forgetting * noise;
    for (let row = 0; row < this.size; row += 1) {
      this.weights[row] = at(this.weights, row) + (at(this.gain, row) * error) / spread;
    }
    for (let row = 0; row < this.size; row += 1) {
      for (let column = 0; column < this.size; column += 1) {
        const cell = row * this.size + column;
        const less = (at(this.gain, row) * at(this.gain, column)) / spread;
        this.covariance[cell] = (at(this.covariance, cell) - less) / forgetting;
      }
    }
    this.bound();
  }

  state(): RegressionState {
    return { weights: [...this.weights], covariance: [...this.covariance] };
  }

  restore(state: RegressionState): void {
    this.weights.set(state.weights);
    this.covariance.set(state.covariance);
  }

  /** Sets the gain to the covariance times the features, and returns the features' own variance. */
  private spreadGain(features: ArrayLike<number>): number {
    let variance = 0;
    for (let row = 0; row < this.size; row += 1) {
      let sum = 0;
      for (let column = 0; column < this.size; column += 1) {
        sum += at(this.covariance, row * this.size + column) * at(features, column);
      }
      this.gain[row] = sum;
      variance += sum * at(features, row);
    }
    return variance;
  }

  /** Directions that no example shows are forgotten without end: scaled back, rows and columns alike. */
  private bound(): void {
    for (let row = 0; row < this.size; row += 1) {
      const excess = at(this.covariance, row * this.size + row) / (MOST_UNCERTAINTY * this.uncertainty);
      if (excess > 1) {
        this.scale(row, Math.sqrt(1 / excess));
      }
    }
  }

  private scale(index: number, factor: number): void {
    for (let other = 0; other < this.size; other += 1) {
      const inRow = index * this.size + other;
      const inColumn = other * this.size + index;
      this.covariance[inRow] = at(this.covariance, inRow) * factor;
      this.covariance[inColumn] = at(this.covariance, inColumn) * factor;
    }
  }
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
