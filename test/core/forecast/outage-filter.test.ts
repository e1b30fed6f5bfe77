import { describe, expect, it } from 'vitest';
import { OutageFilter } from '../../../core/forecast/outage-filter';

/** An hour in which never less than this was asked. */
const HOUR = { leastOfHour: 8 };

function filterAfter(minutes: number): OutageFilter {
  const filter = new OutageFilter();
  for (let minute = 0; minute < minutes; minute += 1) {
    filter.pass(10, HOUR);
  }
  return filter;
}

describe('OutageFilter', () => {
  it('holds the demand when it falls to nearly nothing at once, and lets it through when it is back', () => {
    const filter = filterAfter(60);
    expect([0, 0.9, 10, 9].map((demand) => filter.pass(demand, HOUR))).toEqual([10, 10, 10, 9]);
  });

  it('lets a fall to a tenth through', () => {
    expect(filterAfter(60).pass(1, HOUR)).toBe(1);
  });

  it('believes that nothing is asked after 75 minutes', () => {
    const filter = filterAfter(60);
    const seen = Array.from({ length: 80 }, () => filter.pass(0, HOUR));
    expect(seen.filter((demand) => demand > 0)).toHaveLength(75);
    expect(seen.at(-1)).toBe(0);
  });

  it('holds nothing at the beginning, when it does not know what is usual', () => {
    expect(filterAfter(59).pass(0, HOUR)).toBe(0);
    expect(filterAfter(60).pass(0, HOUR)).toBe(10);
  });

  it('lets a fall through to what was asked within the hour, as after a burst, a job or a slip of the metric', () => {
    const filter = filterAfter(60);
    filter.pass(1000, HOUR);
    expect([10, 4, 3].map((demand) => filter.pass(demand, HOUR))).toEqual([10, 4, expect.closeTo(137.4, 0)]);
  });
});
