import { describe, expect, it } from 'vitest';
import { NoGroupError } from '../../../lambda/adapters/no-group-error';
import { handleTicks } from '../../../lambda/environment/handle-ticks';
import { MemoryLog } from '../memory/memory-outlets';

const NOW_MS = Date.UTC(2026, 10, 21);

/** Returns a handler whose tick does as told, and what came of it. */
function makeHandler(runTick: () => Promise<void>) {
  const log = new MemoryLog();
  return { log, handler: handleTicks({ log, clock: () => NOW_MS }, runTick) };
}

describe('a tick event', () => {
  it('runs a tick', async () => {
    let runs = 0;
    const { handler } = makeHandler(async () => {
      runs += 1;
    });
    await handler({ time: new Date(NOW_MS - 60_000).toISOString() });
    expect(runs).toBe(1);
  });

  it('Law 5: is ignored when older than two minutes', async () => {
    const { handler, log } = makeHandler(async () => {
      throw new Error('ran');
    });
    await handler({ time: new Date(NOW_MS - 121_000).toISOString() });
    expect(log.lines.map(({ fields }) => fields)).toEqual([{ code: 'stale-tick' }]);
  });

  it('is no failure while the group does not exist', async () => {
    const { handler, log } = makeHandler(async () => {
      throw new NoGroupError('orders-nodes');
    });
    await handler({});
    expect(log.lines.map(({ fields }) => fields)).toEqual([{ code: 'no-group' }]);
  });

  it('fails with every other error', async () => {
    const { handler } = makeHandler(async () => {
      throw new Error('denied');
    });
    await expect(handler({})).rejects.toThrow('denied');
  });
});
