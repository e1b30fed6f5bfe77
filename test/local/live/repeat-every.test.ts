import { describe, expect, it } from 'vitest';
import { repeatEvery } from '../../../local/live/repeat-every';

const FOREVER_MS = 3_600_000;

describe('repeatEvery', () => {
  it('does the work again after the interval', async () => {
    const end = new AbortController();
    const starts: number[] = [];
    await repeatEvery(20, end.signal, async (startMs) => {
      starts.push(startMs);
      if (starts.length === 3) {
        end.abort();
      }
    });
    const [first = 0, , third = 0] = starts;

    // Two intervals; a timer may be early by a millisecond, and as late as it likes.
    expect(third - first).toBeGreaterThanOrEqual(30);
  });

  it('ends at once when aborted while it pauses', async () => {
    const end = new AbortController();
    const repeated = repeatEvery(FOREVER_MS, end.signal, async () => undefined);
    setImmediate(() => end.abort());

    await expect(repeated).resolves.toBeUndefined();
  });

  it('finishes what is under way when aborted', async () => {
    const end = new AbortController();
    let isDone = false;
    await repeatEvery(FOREVER_MS, end.signal, async () => {
      end.abort();
      await new Promise((resolve) => setImmediate(resolve));
      isDone = true;
    });

    expect(isDone).toBe(true);
  });

  it('fails when the work fails', async () => {
    const failing = repeatEvery(1, new AbortController().signal, async () => {
      throw new Error('no tick');
    });

    await expect(failing).rejects.toThrow('no tick');
  });
});
