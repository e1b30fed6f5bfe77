import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inParallel } from '../../lambda/in-parallel';

describe('work in parallel of which some fails', () => {
  it('fails once what was begun has ended, and begins no more: a frozen function would write on when it thaws', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = inParallel(2, [1, 2, 3, 4], async (item) => {
      begun.push(item);
      if (item === 1) {
        throw new Error('throttled');
      }
      await turn();
      ended.push(item);
    });
    await expect(work).rejects.toThrow('throttled');
    expect([begun, ended]).toEqual([[1, 2], [2]]);
  });

  it('is done for all items when nothing fails', async () => {
    const done: number[] = [];
    await inParallel(2, [1, 2, 3], async (item) => {
      await turn();
      done.push(item);
    });
    expect(done).toEqual([1, 2, 3]);
  });
});
