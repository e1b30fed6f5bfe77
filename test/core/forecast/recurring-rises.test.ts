import { describe, expect, it } from 'vitest';
import { DemandHistory } from '../../../core/forecast/demand-history';
import { awaited, NO_RISE, RecurringRises, riseText } from '../../../core/forecast/recurring-rises';

const DAY = 1440;
const HOUR = 60;
const HORIZON = { first: 4, last: 6 };
const GROUND = 2;
const JOB = 10;
const NOTHING = { days: 0, from: 0 };

/** So many days and minutes of ground load, and a job of two hours that begins at noon, so many minutes late, on some of the days. */
function historyOf(days: number, minutes: number, late: Readonly<Record<number, number>>): DemandHistory {
  const history = new DemandHistory();
  for (let minute = 0; minute < days * DAY + minutes; minute += 1) {
    const start = 12 * HOUR + (late[Math.floor(minute / DAY)] ?? Number.NaN);
    const runs = minute % DAY >= start && minute % DAY < start + 2 * HOUR;
    history.add(GROUND + (runs ? JOB : 0));
  }
  return history;
}

function riseAt(history: DemandHistory, spread = 0.1) {
  return new RecurringRises().expect(history, HORIZON, GROUND, spread);
}

describe('RecurringRises', () => {
  it('expects what half of the days before had, as high as they had it', () => {
    const rise = riseAt(historyOf(6, 12 * HOUR - 4, { 0: 0, 2: 0, 5: 0 }));
    expect(rise.days).toBe(3);
    expect(rise.heights.map(Math.round)).toEqual([JOB, 0, 0, JOB, 0, JOB]);
    expect(rise.chance).toBeCloseTo((3 / 7) ** 2, 10);
  });

  it('expects it on the second day already', () => {
    expect(riseAt(historyOf(1, 12 * HOUR - 4, { 0: 0 }))).toMatchObject({ days: 1, chance: 1 / 4 });
  });

  it.each([
    ['four minutes early', -4],
    ['four minutes late', 4],
  ])('expects it on time, though it came %s the day before', (_, late) => {
    expect(riseAt(historyOf(1, 12 * HOUR - 4, { 0: late })).days).toBe(1);
  });

  it('goes on to expect it for some minutes in which it is late today', () => {
    expect(riseAt(historyOf(1, 12 * HOUR + 4, { 0: 0 })).days).toBe(1);
    expect(riseAt(historyOf(1, 12 * HOUR + 15, { 0: 0 }))).toEqual(NO_RISE);
  });

  it('expects nothing hours before and while it runs', () => {
    expect(riseAt(historyOf(6, 9 * HOUR, { 0: 0, 5: 0 }))).toEqual(NO_RISE);
    const running = historyOf(2, 12 * HOUR + 30, { 0: 0, 1: 0, 2: 0 });
    expect(new RecurringRises().expect(running, HORIZON, GROUND + JOB, 0.1)).toEqual(NO_RISE);
  });

  it('does not expect a second one where the first is early', () => {
    const early = historyOf(3, 12 * HOUR - 3, { 0: 0, 1: 0, 2: 0, 3: -20 });
    expect(new RecurringRises().expect(early, HORIZON, GROUND + JOB, 0.1)).toEqual(NO_RISE);
  });

  it('expects nothing that is within six of the errors to expect', () => {
    const history = historyOf(3, 12 * HOUR - 4, { 0: 0, 1: 0, 2: 0 });
    expect(riseAt(history, JOB / 5.5)).toEqual(NO_RISE);
    expect(riseAt(history, JOB / 6.5).days).toBe(3);
  });

  it('does not take the end of what is not there today for a rise', () => {
    for (let minute = 14 * HOUR - 10; minute < 14 * HOUR + 20; minute += 1) {
      expect(riseAt(historyOf(2, minute, { 0: 2, 1: 2 }))).toEqual(NO_RISE);
    }
  });

  it('expects nothing with no day behind it', () => {
    expect(riseAt(historyOf(0, 100, {}))).toEqual(NO_RISE);
  });

  it('believes less in what does not come, and more in what comes, each by the number of days that had it', () => {
    const history = historyOf(6, 12 * HOUR - 4, { 5: 0 });
    const rises = new RecurringRises();
    const chance = () => rises.expect(history, HORIZON, GROUND, 0.1).chance;
    const believed = chance();
    for (let minute = 0; minute < 60; minute += 1) {
      expect(rises.learn({ days: 1, from: 7 }, 6.9)).toBe(false);
    }
    expect(chance() / believed).toBeCloseTo(0.5, 2);
    for (let minute = 0; minute < 60; minute += 1) {
      expect(rises.learn({ days: 1, from: 7 }, 7.1)).toBe(true);
    }
    expect(chance()).toBeGreaterThan(0.3);
    const twice = historyOf(6, 12 * HOUR - 4, { 4: 0, 5: 0 });
    expect(rises.expect(twice, HORIZON, GROUND, 0.1).chance).toBeCloseTo((2 / 7) ** 2, 10);
  });

  it('learns nothing where none was awaited, however much came', () => {
    const rises = new RecurringRises();
    expect(rises.learn(NOTHING, 1000)).toBe(false);
    expect(rises.state()).toEqual(new RecurringRises().state());
  });

  it('goes on from its state as if it had never stopped', () => {
    const history = historyOf(6, 12 * HOUR - 4, { 5: 0 });
    const first = new RecurringRises();
    first.learn({ days: 1, from: 7 }, 8);
    const second = new RecurringRises();
    second.restore(JSON.parse(JSON.stringify(first.state())));
    expect(second.expect(history, HORIZON, GROUND, 0.1)).toEqual(first.expect(history, HORIZON, GROUND, 0.1));
    expect(second.state()).toEqual(first.state());
  });
});

describe('awaited', () => {
  it('has come from half of the mean height on', () => {
    expect(awaited({ days: 2, heights: [8, 0, 4, 0, 0, 0], chance: 0.1 }, 2)).toEqual({ days: 2, from: 5 });
    expect(awaited(NO_RISE, 2).days).toBe(0);
  });
});

describe('riseText', () => {
  it('tells how often, how high and how likely', () => {
    expect(riseText({ days: 2, heights: [8, 0, 4.26, 0, 0, 0], chance: 0.08 })).toBe(
      'at this time of 2 of the days before demand rose by up to 8.0 units, which comes again with 8 %',
    );
    expect(riseText({ days: 1, heights: [3, 0, 0, 0, 0, 0], chance: 0.25 })).toContain('of one of the days before');
  });
});
