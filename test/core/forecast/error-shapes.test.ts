import { describe, expect, it } from 'vitest';
import { ErrorShapes, turbulenceOf } from '../../../core/forecast/error-shapes';
import { Residuals } from '../../../core/forecast/residuals';
import { seededRandom } from '../../../local/trace/seeded-random';

const CALM = -1;
const USUAL = 0;
const TURBULENT = 1;

/** Calm moments are surprised once in 25 by ten of their errors; errors of turbulent ones lie evenly from -1 to 1. */
function taught(): ErrorShapes {
  const shapes = new ErrorShapes();
  const random = seededRandom(5);
  for (let index = 0; index < 20_000; index += 1) {
    shapes.learn(CALM, random.uniform() < 0.04 ? 10 : 0);
    shapes.learn(TURBULENT, 2 * random.uniform() - 1);
  }
  return shapes;
}

describe('turbulenceOf', () => {
  it('counts doublings of the error to expect beside a usual one, from half to twice', () => {
    expect(turbulenceOf(0.05, 0.05)).toBe(0);
    expect(turbulenceOf(0.05 * Math.SQRT2, 0.05)).toBeCloseTo(0.5, 9);
    expect(turbulenceOf(0.01, 0.05)).toBe(-1);
    expect(turbulenceOf(5, 0.05)).toBe(1);
  });
});

describe('ErrorShapes', () => {
  const shapes = taught();

  it('believes in a Laplace distribution at every turbulence before the first error', () => {
    const belief = new Residuals(1440).distribution;
    for (const turbulence of [CALM, -0.3, USUAL, 0.7, TURBULENT]) {
      expect(new ErrorShapes().at(turbulence).expectedExcess(2)).toBeCloseTo(belief.expectedExcess(2), 9);
      expect(new ErrorShapes().at(turbulence).exceededWith(0.01)).toBe(belief.exceededWith(0.01));
    }
  });

  it('expects of turbulent moments nothing that only surprised calm ones', () => {
    expect(shapes.at(CALM).expectedUse(8, 1)).toBeCloseTo(0.04, 2);
    expect(shapes.at(TURBULENT).expectedUse(8, 1)).toBeLessThan(1e-4);
    expect(shapes.at(CALM).exceededWith(0.03)).toBeGreaterThan(8);
    expect(shapes.at(TURBULENT).exceededWith(0.03)).toBeLessThan(2);
  });

  it('takes between two shapes what each says by how near it is, so that no moment jumps', () => {
    for (const value of [-0.5, 0, 0.5, 3]) {
      const between = (shapes.at(0.5).expectedExcess(value) + shapes.at(TURBULENT).expectedExcess(value)) / 2;
      expect(shapes.at(0.75).expectedExcess(value)).toBeCloseTo(between, 9);
      expect(shapes.at(-1e-9).expectedUse(value, 1)).toBeCloseTo(shapes.at(1e-9).expectedUse(value, 1), 6);
    }
  });

  it('learns an error between two shapes in both', () => {
    const learning = new ErrorShapes();
    const before = learning.at(USUAL).expectedExcess(5);
    learning.learn(-0.25, 20);
    expect(learning.at(-0.5).expectedExcess(5)).toBeGreaterThan(before);
    expect(learning.at(USUAL).expectedExcess(5)).toBeGreaterThan(before);
    expect(learning.at(CALM).expectedExcess(5)).toBe(before);
    expect(learning.at(TURBULENT).expectedExcess(5)).toBe(before);
  });

  it('goes on from its state', () => {
    const again = new ErrorShapes();
    again.restore(JSON.parse(JSON.stringify(shapes.state())));
    expect(again.state()).toEqual(shapes.state());
    expect(again.at(-0.4).expectedExcess(1)).toBe(shapes.at(-0.4).expectedExcess(1));
  });
});
