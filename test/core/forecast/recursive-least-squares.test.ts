import { describe, expect, it } from 'vitest';
import { RecursiveLeastSquares } from '../../../core/forecast/recursive-least-squares';
import { seededRandom } from '../../../local/trace/seeded-random';

function taught(
  regression: RecursiveLeastSquares,
  weights: readonly number[],
  examples: number,
): RecursiveLeastSquares {
  const random = seededRandom(7);
  for (let example = 0; example < examples; example += 1) {
    const features = weights.map(() => 2 * random.uniform() - 1);
    const outcome = weights.reduce((sum, weight, index) => sum + weight * (features[index] ?? 0), 0);
    regression.learn(features, outcome - regression.predict(features));
  }
  return regression;
}

describe('RecursiveLeastSquares', () => {
  it('predicts what it believes before the first example', () => {
    expect(new RecursiveLeastSquares([2, -1], 1, 1000).predict([3, 4])).toBe(2);
  });

  it('learns a linear relation without noise', () => {
    const regression = taught(new RecursiveLeastSquares([0, 0, 0], 10, 1000), [0.5, -2, 1], 300);
    expect(regression.predict([1, 1, 1])).toBeCloseTo(-0.5, 2);
  });

  it('learns a relation that changed, as it forgets the old one', () => {
    const regression = taught(new RecursiveLeastSquares([0, 0], 10, 50), [1, 1], 500);
    expect(taught(regression, [-1, 2], 500).predict([1, 0])).toBeCloseTo(-1, 2);
  });

  it('stays steady when examples show one direction only for very long', () => {
    const regression = new RecursiveLeastSquares([0, 0], 1, 20);
    for (let example = 0; example < 10_000; example += 1) {
      regression.learn([1, 0], 1 - regression.predict([1, 0]));
    }
    regression.learn([0, 1], 1 - regression.predict([0, 1]));
    expect(Math.abs(regression.predict([0, 1]))).toBeLessThanOrEqual(1);
    expect(regression.state().covariance.every((cell) => Math.abs(cell) <= 3.01)).toBe(true);
  });

  it('goes on from its state as if it had never stopped', () => {
    const first = taught(new RecursiveLeastSquares([0, 0], 1, 100), [1, 2], 20);
    const second = new RecursiveLeastSquares([0, 0], 1, 100);
    second.restore(JSON.parse(JSON.stringify(first.state())));
    expect(taught(second, [3, 4], 20).state()).toEqual(taught(first, [3, 4], 20).state());
  });
});
