import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../../agent/copies/byte-budget';

/** Work of given sizes, in order of asking. */
async function begin(limitBytes: number, sizes: readonly number[]) {
  const budget = new ByteBudget(limitBytes);
  const running = new Map<number, { end: () => void; fail: () => void }>();
  const ended = Promise.allSettled(
    sizes.map((size, index) =>
      budget.run(size, () => new Promise<void>((end, fail) => running.set(index, { end, fail }))),
    ),
  );
  await setImmediate();
  const finish = async (index: number, how: 'end' | 'fail' = 'end') => {
    running.get(index)?.[how]();
    running.delete(index);
    await setImmediate();
  };
  return { running: () => [...running.keys()], finish, ended };
}

describe('a budget of bytes', () => {
  it('runs what fits, and the next as room comes free', async () => {
    const { running, finish } = await begin(10, [4, 4, 4, 2]);
    expect(running()).toEqual([0, 1]);
    await finish(0);
    expect(running()).toEqual([1, 2, 3]);
  });

  it('runs alone what is larger than all of it', async () => {
    const { running, finish } = await begin(10, [4, 40, 4]);
    expect(running()).toEqual([0]);
    await finish(0);
    expect(running()).toEqual([1]);
    await finish(1);
    expect(running()).toEqual([2]);
  });

  it('takes back the room of what failed', async () => {
    const { running, finish, ended } = await begin(10, [10, 10]);
    await finish(0, 'fail');
    expect(running()).toEqual([1]);
    await finish(1);
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
