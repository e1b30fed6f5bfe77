import { describe, expect, it } from 'vitest';
import { DemandHistory } from '../../../core/forecast/demand-history';
import { readFeatures } from '../../../core/forecast/features';

const DAY = 1440;
const HORIZON = { first: 5, last: 15 };

/** The features after so many minutes of a demand. */
function featuresOf(minutes: number, demandAt: (minute: number) => number): number[] {
  const history = new DemandHistory();
  for (let minute = 0; minute < minutes; minute += 1) {
    history.add(demandAt(minute));
  }
  return [...readFeatures(history, HORIZON)];
}

/** Asked each day from ten to eleven, at midnight the day begins; else there is the usual. */
function daily(usual: number, atTen: number) {
  return (minute: number) => (minute % DAY >= 600 && minute % DAY < 660 ? atTen : usual);
}

const NEARLY_TEN = 595;

describe('what a forecast is made of', () => {
  it('is a constant alone while nothing changes', () => {
    expect(featuresOf(4 * DAY, () => 4)).toEqual([1, 0, 0, 0, 0, 0]);
  });

  it('is, after a jump, the gap to the level, the slope and the last hour, each beside the level', () => {
    // With a half-life of 3 minutes the level takes 0.2063 of a jump from 4 to 8, the hour's mean a sixtieth.
    const level = 4 + 4 * (1 - 2 ** (-1 / 3));
    const hour = 4 + 4 / 60;
    const features = featuresOf(101, (minute) => (minute < 100 ? 4 : 8));
    const wanted = [1, (8 - level) / level, 1, (hour - level) / level, 0, 0];
    expect(features.map((value) => value.toFixed(9))).toEqual(wanted.map((value) => value.toFixed(9)));
    const small = featuresOf(101, (minute) => (minute < 100 ? 4 : 4.04));
    expect(small[2]).toBeCloseTo((0.04 * 10) / 4.0083, 4);
  });

  it('is what came yesterday at the time of the horizon, and the growth into it on the days before', () => {
    const rise = featuresOf(4 * DAY + NEARLY_TEN, daily(2, 3));
    expect(rise[4]).toBeCloseTo(0.5, 6);
    expect(rise[5]).toBeCloseTo(0.5, 6);
    const later = featuresOf(DAY + NEARLY_TEN, daily(2, 3));
    expect([later[4]?.toFixed(6), later[5]]).toEqual(['0.500000', 0]);
    expect(featuresOf(NEARLY_TEN, daily(2, 3)).slice(4)).toEqual([0, 0]);
  });

  it('counts growth as a share of the level now, beside a scale that a lull does not shrink', () => {
    // The days before grew by half; the level is 0.2 in a lull of an hour, the hour's mean more.
    const lull = (minute: number) => (minute < 4 * DAY + 540 ? daily(2, 3)(minute) : 0.2);
    const features = featuresOf(4 * DAY + NEARLY_TEN, lull);
    const hour = 0.2 + 1.8 * (59 / 60) ** 55;
    expect(features[5]).toBeCloseTo((0.5 * 0.2) / hour, 4);
  });

  it('counts no growth above the double, not even from nothing', () => {
    expect(featuresOf(4 * DAY + NEARLY_TEN, daily(2, 20))[5]).toBeCloseTo(1, 6);
    expect(featuresOf(4 * DAY + NEARLY_TEN, daily(0, 20))[5]).toBeLessThanOrEqual(1);
  });
});
