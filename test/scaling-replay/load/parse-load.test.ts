import { describe, expect, it } from 'vitest';
import { parseLoad } from '../../../scaling-replay/load/parse-load';
import { scaleLoad, unitCapacityOf } from '../../../scaling-replay/load/scale-load';

describe('parseLoad', () => {
  it('reads a value a minute, with or without a header', () => {
    expect(parseLoad('minute,value\n0,1.5\n1,2\n', 'a.csv')).toEqual({
      values: [1.5, 2],
      filledMinutes: 0,
      firstMinute: 0,
    });
    expect(parseLoad('7,1\n8,2\n', 'a.csv')).toMatchObject({ values: [1, 2], firstMinute: 7 });
  });

  it('holds the last value through a gap of up to an hour, and says how many minutes', () => {
    expect(parseLoad('0,4\n3,5\n4,6\n', 'a.csv')).toMatchObject({ values: [4, 4, 4, 5, 6], filledMinutes: 2 });
    expect(parseLoad('0,4\n61,5\n62,6\n', 'a.csv').filledMinutes).toBe(60);
  });

  it('holds the last value of a load without a line each minute as long as the others', () => {
    expect(parseLoad('0,4\n3,5\n9,6\n', 'a.csv')).toMatchObject({
      values: [4, 4, 4, 5, 5, 5, 5, 5, 5, 6, 6, 6],
      filledMinutes: 9,
    });
    expect(parseLoad('5,4\n', 'a.csv').values).toEqual([4]);
  });

  it("counts a counter's growth in all minutes between two values, the first two among them", () => {
    const load = parseLoad('0,100\n3,130\n6,190\n', 'a.csv', { isCounter: true });
    expect(load).toEqual({ values: [10, 10, 10, 20, 20, 20], filledMinutes: 4, firstMinute: 1 });
  });

  it('counts missing minutes as nothing asked if told so, however many', () => {
    expect(parseLoad('0,4\n3,5\n', 'a.csv', { missing: 'zero' }).values).toEqual([4, 0, 0, 5]);
    expect(parseLoad('0,4\n500,5\n', 'a.csv', { missing: 'zero' }).filledMinutes).toBe(499);
  });

  it('takes the growth of a counter, spreads it over gaps, and begins anew where it falls', () => {
    // GIVEN 10 more in a minute, 30 more in three, and a reset after which 4 came
    const load = parseLoad('0,100\n1,110\n4,140\n5,4\n', 'a.csv', { isCounter: true });
    expect(load).toEqual({ values: [10, 10, 10, 10, 4], filledMinutes: 2, firstMinute: 1 });
  });

  it('reads times as what they are said to count', () => {
    const text = '0,1\n60,2\n120,3\n';
    expect(parseLoad(text, 'a.csv').values).toHaveLength(180);
    expect(parseLoad(text, 'a.csv', { times: 'seconds' }).values).toEqual([1, 2, 3]);
  });

  it('believes what is said of the times more than the header', () => {
    expect(parseLoad('seconds,value\n0,1\n60,2\n', 'a.csv', { times: 'seconds' }).values).toEqual([1, 2]);
    expect(parseLoad('seconds,value\n0,1\n1,2\n', 'a.csv', { times: 'minutes' }).values).toEqual([1, 2]);
  });

  it('takes a first line for the header that ends in a comma as all other lines do', () => {
    expect(parseLoad('minute,value,\n0,1,\n1,2,\n', 'a.csv').values).toEqual([1, 2]);
  });

  it('makes one value of those that came within a minute', () => {
    // GIVEN a value each 20 s of the calendar, and a scrape that came late
    const text = '1764547200,1\n1764547220,2\n1764547240.5,6\n1764547265,4\n';
    const load = parseLoad(text, 'a.csv', { times: 'seconds' });
    expect(load).toEqual({ values: [3, 4], filledMinutes: 0, firstMinute: 29_409_120 });
    expect(parseLoad(text, 'a.csv', { times: 'seconds', isCounter: true }).values).toEqual([4]);
  });

  it('counts what a counter grew before it began anew within a minute', () => {
    // GIVEN 10 more in the first minute, and in the second 50 more until it begins anew, and 120 more after that
    const text = '30,90\n50,100\n70,150\n90,20\n110,120\n';
    const counter = { times: 'seconds', isCounter: true } as const;
    expect(parseLoad(text, 'a.csv', counter)).toEqual({ values: [170], filledMinutes: 0, firstMinute: 1 });
  });

  it('takes lines of a counter that are not sorted for no new beginning', () => {
    const counter = { times: 'seconds', isCounter: true } as const;
    expect(() => parseLoad('50,100\n40,90\n', 'a.csv', counter)).toThrow('line 2: second 40 comes after second 50');
  });

  it.each([
    ['60,1\n0,2\n', 'line 2: minute 0 comes after minute 1'],
    ['now,1\n5,x\n60,x\n', 'line 2: the value must be a number'],
    ['1764547200000,1\n1764547260000,1\n', 'give seconds, not milliseconds'],
    ['1e999,1\n', 'line 1: no number of seconds'],
    ['2026-11-30T03:00:00Z,1\n', "give seconds since the epoch, as 'date +%s' shows them, and --times seconds"],
  ])('fails on the seconds %j', (text, message) => {
    expect(() => parseLoad(text, 'a.csv', { times: 'seconds' })).toThrow(message);
  });

  it('fails on a counter of one line, which never grew', () => {
    expect(() => parseLoad('0,100\n', 'a.csv', { isCounter: true })).toThrow('a counter needs two lines at least');
  });

  it.each([
    ['0,1\n62,1\n', 'line 2: 61 minutes are missing before it, at most 60 are held; cut the load there'],
    ['0,1\n0,2\n', 'line 2: minute 0 comes after minute 0; sort the lines and leave one per minute'],
    ['5,1\n4,2\n', 'line 2: minute 4 comes after minute 5'],
    ['0,-1\n', 'line 1: the value must be a number of at least 0; of a counter give the growth per minute'],
    [
      '0,NaN\n',
      'line 1: the value must be a number of at least 0, without a unit; where a value is missing leave the line out',
    ],
    [
      '0,\n',
      'line 1: the value must be a number of at least 0, without a unit; where a value is missing leave the line out',
    ],
    ['hour,value\n0,1\n', 'its header says "hour", and minutes are read: write minutes, or say --times minutes'],
    ['Seconds,value\n0,1\n', 'its header says "Seconds", and minutes are read'],
    ['1764547200,1\n1764547260,2\n', 'line 1: minute 1764547200 is too late; give minutes, or --times seconds'],
    ['0.5,1\n', 'line 1: no whole minute; each line is minute,value'],
    ['-5761,1\n', 'line 1: minute -5761 is below 0; count minutes from'],
    ['0,1,234\n', 'line 1: it has 3 cells, and minute,value are two; write numbers without a comma'],
    ['minute,value,zone\n0,1,a\n', 'line 2: it has 3 cells'],
    ['0;1,5\n', 'line 1: the cells are not separated by a comma; write minute,value, with a point'],
    ['0\t1\n1\t1\n', 'line 2: the cells are not separated by a comma'],
    ['2026-11-30T03:00:00Z,1\n', 'line 1: 2026-11-30T03:00:00Z is a time; give seconds since the epoch'],
    ['minute,value\n', 'it has no line with a minute and a value'],
    ['', 'it has no line with a minute and a value'],
    ['"0,1\n', 'the load a.csv is no CSV'],
  ])('fails on %j', (text, message) => {
    expect(() => parseLoad(text, 'a.csv')).toThrow(message);
  });

  it('fails on a load of more than 366 days', () => {
    const read = () => parseLoad('0,1\n599999,1\n600000,1\n', 'a.csv', { missing: 'zero' });
    expect(read).toThrow('it goes over 600001 minutes, at most 527040 are replayed');
  });

  it('names the first twenty faults and counts the rest', () => {
    const text = Array.from({ length: 30 }, (_, minute) => `${minute},x`).join('\n');
    expect(() => parseLoad(`0,1\n${text}`, 'a.csv')).toThrow('and 10 more');
  });
});

describe('scaleLoad', () => {
  it('gives the load a mean, or takes what a unit serves', () => {
    expect(scaleLoad([1, 3], { meanUnits: 10 })).toEqual([5, 15]);
    expect(scaleLoad([1, 3], { unitCapacity: 2 })).toEqual([0.5, 1.5]);
  });

  it('says what a unit serves of a load whose mean is given', () => {
    expect(unitCapacityOf([1, 3], { meanUnits: 10 })).toBeCloseTo(0.2, 12);
  });

  it('fails when nothing is asked, so that there is no mean to scale to', () => {
    expect(() => scaleLoad([0, 0], { meanUnits: 10 })).toThrow('give --unit-capacity');
  });
});
