import { describe, expect, it } from 'vitest';
import { untilAborted } from '../../../local/replay/until-aborted';
import { VirtualClock } from '../../../local/replay/virtual-clock';

describe('untilAborted', () => {
  it('returns what the work returns', async () => {
    expect(await untilAborted(Promise.resolve(7), new AbortController().signal)).toBe(7);
    expect(await untilAborted(Promise.resolve(7), undefined)).toBe(7);
  });

  it('does not wait for work that hangs', async () => {
    const abortion = new AbortController();
    const result = untilAborted(new Promise(() => undefined), abortion.signal);

    abortion.abort(new Error('interrupted'));

    await expect(result).rejects.toThrow('interrupted');
  });

  it('fails at once when it was aborted before', async () => {
    const hanging = new Promise(() => undefined);

    await expect(untilAborted(hanging, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });
});

describe('VirtualClock', () => {
  it('starts at the next whole minute and sets the cloud’s time', async () => {
    const set: number[] = [];
    const clock = new VirtualClock({ setClock: async (nowMs) => void set.push(nowMs) }, 61_000);

    await clock.advanceTo(150_000);

    expect(set).toEqual([150_000]);
    expect(clock.nowMs()).toBe(150_000);
  });

  it('never goes back', async () => {
    const clock = new VirtualClock({ setClock: async () => undefined }, 120_000);

    await clock.advanceTo(60_000);

    expect(clock.nowMs()).toBe(120_000);
  });
});
