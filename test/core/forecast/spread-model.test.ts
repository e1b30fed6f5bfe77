import { describe, expect, it } from 'vitest';
import { SpreadModel } from '../../../core/forecast/spread-model';
import { seededRandom } from '../../../local/trace/seeded-random';

const DAYS = 4;
const MINUTES = DAYS * 1440;
const LOW = 0.6;
const HIGH = 1.4;

/** Teaches errors of a size that depends on the level, at levels that change from minute to minute; a usual minute asks 1. */
function taught(sizeAt: (level: number) => number): SpreadModel {
  const model = new SpreadModel();
  const random = seededRandom(3);
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const level = random.uniform() < 0.5 ? LOW : HIGH;
    const features = model.features(minute, { gap: 0, slope: 0, usualDemand: 1 / level });
    model.learn(minute, features, model.expect(features, minute), (2 * random.uniform() * sizeAt(level)) / level);
  }
  return model;
}

/** The error that a model expects at a level, in units. */
function expectedAt(model: SpreadModel, level: number): number {
  const features = model.features(MINUTES, { gap: 0, slope: 0, usualDemand: 1 / level });
  return model.expect(features, MINUTES) * level;
}

describe('SpreadModel', () => {
  it('expects as many units at every level where errors were as many', () => {
    const model = taught(() => 0.05);
    expect(expectedAt(model, LOW) / 0.05).toBeCloseTo(1, 0.7);
    expect(expectedAt(model, HIGH) / 0.05).toBeCloseTo(1, 0.7);
  });

  it('expects as large a share of every level where errors were', () => {
    const model = taught((level) => 0.05 * level);
    expect(expectedAt(model, LOW) / (0.05 * LOW)).toBeCloseTo(1, 0.7);
    expect(expectedAt(model, HIGH) / (0.05 * HIGH)).toBeCloseTo(1, 0.7);
  });

  it('expects at a time of day that it never saw what it expects of the time before', () => {
    const model = new SpreadModel();
    const expected = Array.from({ length: 600 }, (_, minute) => {
      const features = model.features(minute, { gap: 0, slope: 0, usualDemand: 1 });
      model.learn(minute, features, model.expect(features, minute), 0);
      return model.expect(model.features(minute + 1, { gap: 0, slope: 0, usualDemand: 1 }), minute + 1);
    });
    const rises = expected.filter((spread, minute) => spread > (expected[minute - 1] ?? Number.POSITIVE_INFINITY));
    expect(rises).toEqual([]);
  });

  it('expects no greater error than it ever learns', () => {
    const model = new SpreadModel();
    for (let minute = 0; minute < 300; minute += 1) {
      const features = model.features(minute, { gap: 0, slope: 0, usualDemand: 1 });
      model.learn(minute, features, model.expect(features, minute), 50);
    }
    expect(model.expect(model.features(300, { gap: 2, slope: 1, usualDemand: 3 }), 3000)).toBe(0.6);
  });
});
