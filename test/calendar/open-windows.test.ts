import { describe, expect, it } from 'vitest';
import { openWindows } from '../../calendar/open-windows';
import type { ScheduleWindow } from '../../core/scaling-policy/schedule-window';

const officeHours: ScheduleWindow = {
  name: 'office hours',
  start: '0 8 * * MON-FRI',
  timeZone: 'Europe/Berlin',
  minutes: 600,
  floor: 4,
};

const at = (time: string) => Date.parse(time);

describe('openWindows', () => {
  it.each([
    ['2026-01-14T06:59:59Z', []],
    ['2026-01-14T07:00:00Z', ['office hours']],
    ['2026-01-14T16:59:59Z', ['office hours']],
    ['2026-01-14T17:00:00Z', []],
    ['2026-07-15T06:00:00Z', ['office hours']],
    ['2026-01-17T10:00:00Z', []],
  ])('knows weekdays and summer time in Berlin: %s', (time, names) => {
    expect(openWindows([officeHours], at(time)).names).toEqual(names);
  });

  it('takes the highest floor and the lowest ceiling of those that are open', () => {
    const always = { start: '* * * * *', timeZone: 'UTC', minutes: 1 };
    const windows = [
      { ...always, name: 'a', floor: 2, ceiling: 9 },
      { ...always, name: 'b', floor: 5 },
      { ...always, name: 'c', ceiling: 7 },
      { ...always, name: 'never', start: '0 0 30 2 *', floor: 100 },
    ];
    expect(openWindows(windows, at('2026-01-14T07:00:30Z'))).toEqual({ names: ['a', 'b', 'c'], floor: 5, ceiling: 7 });
  });

  it('starts once when a clock change skips or doubles the start, and lasts its minutes of real time', () => {
    const night = { name: 'night', start: '30 2 * * *', timeZone: 'Europe/Berlin', minutes: 45 };
    const openMinutes = (from: string) => {
      const minutes = Array.from({ length: 6 * 60 }, (_, minute) => at(from) + minute * 60_000);
      return minutes.filter((nowMs) => openWindows([night], nowMs).names.length > 0).length;
    };
    expect(openMinutes('2026-03-28T23:00:00Z')).toBe(45);
    expect(openMinutes('2026-10-24T22:00:00Z')).toBe(45);
  });

  it.each([
    // March 2026 begins on a Sunday: its odd Mondays are the 9th and the 23rd.
    ['0 8 */2 * MON', [9, 23]],
    ['0 8 9 * */2', []],
    ['0 8 10 * */2', [10]],
    ['0 8 10 * MON', [2, 9, 10, 16, 23, 30]],
  ])('demands day and weekday where one of them has a star, and else either, as cron does: %s', (start, days) => {
    const window = { name: 'some days', start, timeZone: 'UTC', minutes: 60 };
    const march = Array.from({ length: 31 }, (_, index) => index + 1);
    expect(march.filter((day) => openWindows([window], Date.UTC(2026, 2, day, 8)).names.length > 0)).toEqual(days);
  });

  it('says nothing while no window is open', () => {
    expect(openWindows([], 0)).toEqual({ names: [] });
  });
});
