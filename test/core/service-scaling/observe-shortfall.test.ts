import { describe, expect, it } from 'vitest';
import type { Shortfall } from '../../../core/service-scaling/find-shortage';
import { observeShortfall } from '../../../core/service-scaling/observe-shortfall';

/** Looks each minute at so many that run of so many asked for, and returns since which minute tasks lack. */
function watch(
  minutes: readonly (readonly [number, number])[],
  { floor = 0, isDeploying = false } = {},
): number | undefined {
  const last = minutes.reduce<Shortfall | undefined>(
    (before, [running, desired], nowMs) =>
      observeShortfall(before, { nowMs, tasks: { running, desired, isDeploying }, floor }),
    undefined,
  );
  return last?.sinceMs;
}

describe('observeShortfall', () => {
  it('finds none while all tasks run', () => {
    expect(
      watch([
        [4, 4],
        [5, 4],
      ]),
    ).toBeUndefined();
    expect(
      watch([
        [2, 4],
        [4, 4],
      ]),
    ).toBeUndefined();
  });

  it('lasts while no task is added', () => {
    expect(
      watch([
        [4, 4],
        [4, 6],
        [4, 6],
        [4, 8],
      ]),
    ).toBe(1);
  });

  it('begins anew with each task that a growing service gets', () => {
    expect(
      watch([
        [4, 6],
        [5, 7],
        [6, 8],
        [6, 9],
      ]),
    ).toBe(2);
  });

  it('lasts while tasks start and die', () => {
    expect(
      watch([
        [4, 6],
        [5, 6],
        [4, 6],
        [5, 6],
        [4, 6],
        [5, 6],
      ]),
    ).toBe(1);
  });

  it('begins anew with each task that a deployment ends or starts, and lasts while it does neither', () => {
    const swings = [
      [5, 10],
      [8, 10],
      [8, 10],
      [5, 10],
      [8, 10],
    ] as const;
    expect(watch(swings, { isDeploying: true })).toBe(4);
    expect(watch(swings)).toBe(1);
    const stuck = [...swings, [8, 10], [8, 10]] as const;
    expect(watch(stuck, { isDeploying: true })).toBe(4);
  });

  it('counts a floor that AWS has not raised desired to', () => {
    expect(
      watch(
        [
          [4, 4],
          [4, 4],
        ],
        { floor: 9 },
      ),
    ).toBe(0);
  });
});
