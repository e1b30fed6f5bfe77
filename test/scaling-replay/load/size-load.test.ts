import { describe, expect, it } from 'vitest';
import { epochMinute } from '../../../scaling-replay/load/epoch-minute';
import { parseLoad } from '../../../scaling-replay/load/parse-load';
import { remarkOnLoad } from '../../../scaling-replay/load/remark-on-load';
import { loadSize, sizeLoad } from '../../../scaling-replay/load/size-load';

const TIMING = { startUpSeconds: 75, metricDelaySeconds: 60, leastUnits: 1 };
const load = (values: readonly number[], firstMinute = 0) => ({ values, firstMinute, filledMinutes: 0 });

describe('sizeLoad', () => {
  it('gives the demand of each step in units, and says what a unit serves', () => {
    const { demand, unitCapacity, firstMinute } = sizeLoad(load([100, 200, 300], 60), { unitCapacity: 50 }, TIMING);
    expect([...demand]).toEqual([2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 6, 6]);
    expect(unitCapacity).toBe(50);
    // Monday 1970-01-05, 01:00 UTC
    expect(new Date((firstMinute ?? 0) * 60_000).toISOString()).toBe('1970-01-05T01:00:00.000Z');
  });

  it('fails on a load that ends before the first order could serve', () => {
    expect(() => sizeLoad(load([1, 2]), { unitCapacity: 1 }, TIMING)).toThrow(
      'the load has 2 minutes, and the first order serves after 135 s: give a longer one',
    );
  });

  it.each([
    [{ unitCapacity: 1e-4 }, "the load's peak needs 3000000 units, and at most 1000000 are replayed: raise"],
    [{ unitCapacity: 1e-308 }, "the load's peak needs Infinity units"],
    [{ meanUnits: 2_000_000 }, "the load's peak needs 3000000 units"],
  ])('fails on %j, whose units nobody has', (size, message) => {
    expect(() => sizeLoad(load([100, 200, 300]), size, TIMING)).toThrow(message);
  });

  it('takes a million units', () => {
    expect(sizeLoad(load([100, 100, 100]), { meanUnits: 1_000_000 }, TIMING).demand[0]).toBe(1_000_000);
  });

  it('fails on values that have no mean', () => {
    expect(() => sizeLoad(load([1e308, 1e308, 1e308]), { meanUnits: 5 }, TIMING)).toThrow('too large to have a mean');
  });
});

describe('loadSize', () => {
  it('fails when nobody says how large the load is', () => {
    expect(() => loadSize({})).toThrow('give --mean-units or --unit-capacity');
  });
});

describe('epochMinute', () => {
  it('takes minutes after the year 2000 as they are, and others from a Monday', () => {
    expect(epochMinute(29_400_000)).toBe(29_400_000);
    expect(new Date(epochMinute(0) * 60_000).getUTCDay()).toBe(1);
    expect(epochMinute(1440)).toBe(epochMinute(0) + 1440);
  });
});

describe('remarkOnLoad', () => {
  const growing = Array.from({ length: 100 }, (_, minute) => 5 * minute);

  it('says that values look like those of a counter, unless they were read as such', () => {
    expect(remarkOnLoad(load(growing), {})).toEqual([expect.stringContaining('give --counter')]);
    expect(remarkOnLoad(load(growing), { isCounter: true })).toEqual([]);
    expect(remarkOnLoad(load(growing.map((value) => value % 50)), {})).toEqual([]);
  });

  it('asks whether values of an hour that grow are those of a counter, whatever is held between them', () => {
    const remark = expect.stringContaining('give --counter');
    const hourly = (values: readonly number[], missing: 'hold' | 'zero') =>
      remarkOnLoad(parseLoad(values.map((value, hour) => `${60 * hour},${value}`).join('\n'), 'a.csv', { missing }), {
        missing,
      });
    const growing = Array.from({ length: 72 }, (_, hour) => 1000 * hour);
    expect(hourly(growing, 'hold')).toContainEqual(remark);
    const restless = growing.map((value, hour) => (hour % 2 === 0 ? 0 : value));
    expect(hourly(restless, 'hold')).not.toContainEqual(remark);
    expect(hourly(restless, 'zero')).not.toContainEqual(remark);
  });

  it('says how many minutes are missing, and what they count as', () => {
    const gap = { values: [1, 1, 2], firstMinute: 0, filledMinutes: 1 };
    expect(remarkOnLoad(gap, { missing: 'hold' })).toEqual([
      '1 of 3 minutes are missing; each holds the value before it',
    ]);
    expect(remarkOnLoad(gap, { missing: 'zero' })).toEqual([
      '1 of 3 minutes are missing; each counts as nothing asked',
    ]);
  });

  it('asks whether times count seconds where they may', () => {
    const wide = {
      values: Array.from({ length: 6000 }, (_, minute) => minute % 7),
      firstMinute: 0,
      filledMinutes: 5900,
    };
    const remark = expect.stringContaining('give --times seconds');
    expect(remarkOnLoad(wide, {})).toContainEqual(remark);
    expect(remarkOnLoad(wide, { times: 'minutes' })).not.toContainEqual(remark);
    expect(remarkOnLoad({ ...wide, firstMinute: 29_409_120 }, {})).not.toContainEqual(remark);
    expect(remarkOnLoad({ ...wide, filledMinutes: 5400 }, {})).not.toContainEqual(remark);
  });
});
