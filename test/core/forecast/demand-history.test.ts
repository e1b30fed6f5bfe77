import { describe, expect, it } from 'vitest';
import { DemandHistory } from '../../../core/forecast/demand-history';

const DAY = 1440;

function historyOf(demands: Iterable<number>): DemandHistory {
  const history = new DemandHistory();
  for (const demand of demands) {
    history.add(demand);
  }
  return history;
}

/** Demand that is the minute of its day, for so many minutes. */
function* rising(minutes: number): Generator<number> {
  for (let minute = 0; minute < minutes; minute += 1) {
    yield minute % DAY;
  }
}

describe('DemandHistory', () => {
  it('takes the first minute for everything that is usual', () => {
    expect(historyOf([4])).toMatchObject({ newest: 4, previous: 4, level: 4, hourMean: 4, longMean: 4, scale: 4 });
  });

  it('has a level that is half way to a new demand after three minutes', () => {
    expect(historyOf([4, 8, 8, 8]).level).toBeCloseTo(6, 10);
  });

  it('measures errors by what is usual after a lull, not by the lull', () => {
    const history = historyOf([...Array(DAY).fill(10), ...Array(120).fill(0.1)]);
    expect(history.level).toBeLessThan(0.5);
    expect(history.scale).toBeGreaterThan(2.5);
  });

  it('tells what was asked a day ago, and the most of some minutes after that, by means of five', () => {
    const history = historyOf(rising(2 * DAY));
    // The newest minute is 1439; a day ago it was that too, in the block of 1435 to 1439. Three minutes on: 0 to 4 of the next day.
    expect(history.ago(DAY, 0, 0)).toEqual({ base: 1437, most: 1437 });
    expect(history.ago(DAY + 720, 3, 9)).toEqual({ base: 717, most: 727 });
  });

  it('knows a week, and nothing before it or before its beginning', () => {
    expect(historyOf(rising(DAY)).ago(DAY, 1, 2)).toBeUndefined();
    const history = historyOf(rising(9 * DAY));
    expect(history.ago(7 * DAY, 0, 3)).toEqual({ base: 1437, most: 1437 });
    expect(history.ago(7 * DAY + 1, 0, 0)).toBeUndefined();
  });

  it('has a level above nothing when nothing is asked', () => {
    expect(historyOf([0, 0, 0]).scale).toBeGreaterThan(0);
  });

  it('goes on from its state as if it had never stopped', () => {
    const whole = historyOf(rising(3 * DAY + 17));
    const restored = new DemandHistory();
    restored.restore(JSON.parse(JSON.stringify(historyOf(rising(3 * DAY + 15)).state())));
    restored.add((3 * DAY + 15) % DAY);
    restored.add((3 * DAY + 16) % DAY);
    expect(restored.state()).toEqual(whole.state());
  });

  it('knows the least of the last hour, by means of five minutes', () => {
    expect(historyOf([]).leastOfHour).toBe(Number.POSITIVE_INFINITY);
    const hour = Array<number>(60).fill(7);
    expect(historyOf([2, 2, 2, 2, 2, ...hour]).leastOfHour).toBe(2);
    expect(historyOf([2, 2, 2, 2, 2, ...hour, 7]).leastOfHour).toBe(7);
  });
});
