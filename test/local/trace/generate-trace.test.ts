import { describe, expect, it } from 'vitest';
import { generateTrace } from '../../../local/trace/generate-trace';

const DAY = { minutes: 1440, meanUnits: 5 };

describe('generateTrace', () => {
  it('gives the same trace for the same seed', () => {
    expect(generateTrace(1, DAY)).toEqual(generateTrace(1, DAY));
  });

  it('gives another trace for another seed', () => {
    expect(generateTrace(1, DAY).demand).not.toEqual(generateTrace(2, DAY).demand);
  });

  it('has the mean asked for', () => {
    const { demand } = generateTrace(1, DAY);

    expect(demand.reduce((sum, value) => sum + value, 0) / demand.length).toBeCloseTo(5, 9);
  });

  it.each([1, 2, 3, 4, 5])('is served by 12 nodes at 70 %% with seed %i', (seed) => {
    expect(Math.max(...generateTrace(seed, DAY).demand) / 0.7).toBeLessThanOrEqual(12);
  });

  it('swings by a factor of two and more over the day', () => {
    const { demand } = generateTrace(1, DAY);

    expect(Math.max(...demand) / Math.min(...demand)).toBeGreaterThan(2);
  });

  it.each([
    [1440, 780],
    [2880, 780],
    [120, 65],
    [1, 0],
  ])('in %i minutes loses a node at minute %i', (minutes, failureMinute) => {
    expect(generateTrace(1, { minutes, meanUnits: 5 }).events).toEqual([
      { minute: failureMinute, kind: 'node-failure' },
    ]);
  });

  it('fails when the size is out of range', () => {
    expect(() => generateTrace(1, { minutes: -1, meanUnits: 5 })).toThrow('--minutes takes a whole number');
  });
});
