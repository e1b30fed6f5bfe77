import { describe, expect, it } from 'vitest';
import { OutageFilter } from '../../../core/forecast/outage-filter';

function filterAfter(minutes: number): OutageFilter {
  const filter = new OutageFilter();
  for (let minute = 0; minute < minutes; minute += 1) {
    filter.pass(10);
  }
  return filter;
}

describe('OutageFilter', () => {
  it('holds the demand when it falls to nearly nothing at once, and lets it through when it is back', () => {
    const filter = filterAfter(10);
    expect([0, 0.9, 10, 9].map((demand) => filter.pass(demand))).toEqual([10, 10, 10, 9]);
  });

  it('lets a fall to a tenth through', () => {
    expect(filterAfter(10).pass(1)).toBe(1);
  });

  it('believes that nothing is asked after 75 minutes', () => {
    const filter = filterAfter(10);
    const seen = Array.from({ length: 80 }, () => filter.pass(0));
    expect(seen.filter((demand) => demand > 0)).toHaveLength(75);
    expect(seen.at(-1)).toBe(0);
  });

  it('holds nothing at the beginning, when it does not know what is usual', () => {
    const filter = filterAfter(3);
    expect(filter.pass(0)).toBe(0);
  });
});
