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
});
