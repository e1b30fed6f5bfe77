import { describe, expect, it } from 'vitest';
import { findShortage, type ShortageInput } from '../../../core/service-scaling/find-shortage';

const MINUTE_MS = 60_000;
const NOW_MS = 1000 * MINUTE_MS;
const PLACE = '(service s) was unable to place a task because no container instance met all of its requirements.';
const FARGATE = '(service s) was unable to place a task. Reason: Capacity is unavailable at this time.';
const STEADY = '(service s) has reached a steady state.';

/** Four of six tasks run; `events` by their age in minutes. */
function inputOf(events: readonly (readonly [number, string])[], changes: Partial<ShortageInput> = {}): ShortageInput {
  const told = events.map(([ago, message]) => ({ atMs: NOW_MS - ago * MINUTE_MS, message }));
  const tasks = { desired: 6, running: 4, isDeploying: false, events: told };
  return { nowMs: NOW_MS, tasks, startUpMs: 0, ...changes };
}

/** Began and last let more be asked for so many minutes ago. */
function shortfallOf(minutes: number, askedAgo: number) {
  return { sinceMs: NOW_MS - minutes * MINUTE_MS, mostRunning: 4, askedMs: NOW_MS - askedAgo * MINUTE_MS };
}

describe('findShortage', () => {
  it.each([
    ['no event', [], undefined],
    ['no room', [[2, PLACE]], 'no-capacity'],
    ['no Fargate capacity', [[2, FARGATE]], 'no-capacity'],
    [
      'a steady state since',
      [
        [5, PLACE],
        [2, STEADY],
      ],
      undefined,
    ],
    [
      'a steady state before',
      [
        [2, PLACE],
        [5, STEADY],
      ],
      'no-capacity',
    ],
    ['no room half an hour ago', [[30, PLACE]], 'no-capacity'],
    ['no room long ago', [[31, PLACE]], undefined],
    [
      'no room before and after a steady state',
      [
        [2, PLACE],
        [5, STEADY],
        [9, PLACE],
      ],
      'no-capacity',
    ],
  ] as const)('finds for %s', (_, events, code) => {
    expect(findShortage(inputOf(events))?.code).toBe(code);
  });

  it('finds none while all tasks run, whatever was said', () => {
    const { tasks } = inputOf([[1, PLACE]]);
    expect(findShortage(inputOf([], { tasks: { ...tasks, running: 6 } }))).toBeUndefined();
  });

  it('waits a quarter of an hour for tasks, or three times as long as they take to start', () => {
    const since = (minutes: number, startUpMs = 0) =>
      findShortage(inputOf([], { shortfall: shortfallOf(minutes, 1), startUpMs }))?.code;
    expect([since(14), since(15)]).toEqual([undefined, 'tasks-do-not-start']);
    expect([since(29, 10 * MINUTE_MS), since(30, 10 * MINUTE_MS)]).toEqual([undefined, 'tasks-do-not-start']);
  });

  it('lets more be asked for once in a while, since one task that never starts may be the only one', () => {
    const asked = (ago: number) => findShortage(inputOf([], { shortfall: shortfallOf(60, ago) })) === undefined;
    expect([14, 14.4, 14.6, 15, 17].filter(asked)).toEqual([14.6, 15, 17]);
    expect(
      findShortage(inputOf([], { shortfall: { sinceMs: NOW_MS - 16 * MINUTE_MS, mostRunning: 4 } })),
    ).toBeUndefined();
  });

  it('goes by a failed activity for five minutes', () => {
    const failed = (minutes: number) =>
      findShortage(inputOf([], { failedActivity: { atMs: NOW_MS - minutes * MINUTE_MS, message: 'inactive' } }));
    expect(failed(4)).toEqual({
      code: 'activity-failed',
      text: 'blocked: the last scaling activity failed: inactive',
    });
    expect(failed(5)).toBeUndefined();
  });
});
