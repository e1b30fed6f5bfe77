import { describe, expect, it } from 'vitest';
import { inParallel } from '../../../agent/copies/in-parallel';
import { leftWith } from '../../left-with-signal';

describe('inParallel', () => {
  it('leaves nothing with the outer signal, however often it is called', async () => {
    const outer = new AbortController();
    const during = await inParallel([1], 1, async () => leftWith(outer.signal), outer.signal);
    expect(during).toEqual([1]);
    expect(leftWith(outer.signal)).toBe(0);
  });

  it('tells the work that the outer signal was aborted, and begins nothing more', async () => {
    const outer = new AbortController();
    const begun: number[] = [];
    const work = async (item: number, signal: AbortSignal) => {
      begun.push(item);
      outer.abort(new Error('no longer wanted'));
      signal.throwIfAborted();
    };
    await expect(inParallel([1, 2, 3], 1, work, outer.signal)).rejects.toThrow('no longer wanted');
    await expect(inParallel([4], 1, work, outer.signal)).rejects.toThrow('no longer wanted');
    expect(begun).toEqual([1]);
  });

  it('waits for what is under way, and throws the first failure', async () => {
    const ended: number[] = [];
    const work = async (item: number, signal: AbortSignal) => {
      if (item === 1) {
        throw new Error('first');
      }
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended.push(item);
      throw new Error('second');
    };
    await expect(inParallel([1, 2, 3], 2, work)).rejects.toThrow('first');
    expect(ended).toEqual([2]);
  });
});
