import { Cron } from 'croner';
import type { ScheduleWindow, WindowBounds } from '../core/scaling-policy/schedule-window';

const MINUTE_MS = 60_000;

/** To read a start costs far more than to ask it, and a policy's windows are asked every minute. */
const schedules = new WeakMap<ScheduleWindow, Cron>();

/**
 * Returns what the windows that are open at a time come to. A window is open from its start, included, for its minutes of real
 * time, also when clocks change meanwhile; a start that a clock change skips or doubles happens once. Where day of the month and day of the
 * week are both limited, either will do, but both must fit if one of them has a `*`, e.g. every other day on weekdays.
 *
 * @throws Error when a window's start or time zone is none; `checkScalingPolicy` finds these before.
 * @see https://croner.56k.guru
 * @see https://man7.org/linux/man-pages/man5/crontab.5.html
 */
export function openWindows(windows: readonly ScheduleWindow[], nowMs: number): WindowBounds {
  const open = windows.filter((window) => isOpen(window, nowMs));
  const floors = open.flatMap(({ floor }) => floor ?? []);
  const ceilings = open.flatMap(({ ceiling }) => ceiling ?? []);
  return {
    names: open.map(({ name }) => name),
    ...(floors.length > 0 ? { floor: Math.max(...floors) } : {}),
    ...(ceilings.length > 0 ? { ceiling: Math.min(...ceilings) } : {}),
  };
}

function isOpen(window: ScheduleWindow, nowMs: number): boolean {
  // The first start after the last instant whose window would be over by now.
  const next = scheduleOf(window).nextRun(new Date(nowMs - window.minutes * MINUTE_MS));
  return next !== null && next.getTime() <= nowMs;
}

function scheduleOf(window: ScheduleWindow): Cron {
  const known = schedules.get(window);
  if (known) {
    return known;
  }
  const { start, timeZone: timezone } = window;
  const [, , days = '*', , weekdays = '*'] = start.split(' ');
  const domAndDow = days.includes('*') || weekdays.includes('*');
  const schedule = new Cron(start, { timezone, paused: true, mode: '5-part', domAndDow });
  schedules.set(window, schedule);
  return schedule;
}
