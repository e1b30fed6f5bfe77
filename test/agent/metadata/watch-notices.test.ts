import { describe, expect, it } from 'vitest';
import type { SpotNotice } from '../../../agent/metadata/metadata-client';
import { type NoticeListener, NoticeWatch, watchNotices } from '../../../agent/metadata/watch-notices';

const NOTICE: SpotNotice = { action: 'terminate', time: '2026-11-21T10:00:00Z' };

function recorder() {
  const told: string[] = [];
  const listener: NoticeListener = {
    onSpot: ({ time }) => told.push(`spot ${time}`),
    onRebalance: (time) => told.push(`rebalance ${time}`),
    onFault: (error) => told.push(`fault ${(error as Error).message}`),
    onAnswer: () => {},
  };
  return { told, listener };
}

describe('NoticeWatch', () => {
  it('tells each kind of notice once', async () => {
    const { told, listener } = recorder();
    const source = { spotAction: async () => NOTICE, rebalanceRecommendation: async () => 'noon' };
    const watch = new NoticeWatch(source, listener);
    await watch.look();
    await watch.look();
    expect(told.sort()).toEqual(['rebalance noon', 'spot 2026-11-21T10:00:00Z']);
  });

  it('tells a notice although the recommendation cannot be asked, and goes on after faults', async () => {
    const { told, listener } = recorder();
    const answers = [Promise.reject(new Error('no answer')), Promise.resolve(NOTICE)];
    const watch = new NoticeWatch(
      {
        spotAction: () => answers.shift() ?? Promise.resolve(undefined),
        rebalanceRecommendation: () => Promise.reject(new Error('no')),
      },
      listener,
    );
    await watch.look();
    expect(told.sort()).toEqual(['fault no', 'fault no answer']);
    await watch.look();
    expect(told).toContain('spot 2026-11-21T10:00:00Z');
  });

  it('does not look again while a look is under way', async () => {
    let asked = 0;
    let answer: (notice: undefined) => void = () => {};
    const source = {
      spotAction: () => {
        asked += 1;
        return new Promise<undefined>((resolve) => {
          answer = resolve;
        });
      },
      rebalanceRecommendation: async () => undefined,
    };
    const watch = new NoticeWatch(source, recorder().listener);
    const looks = [watch.look(), watch.look()];
    answer(undefined);
    await Promise.all(looks);
    expect(asked).toBe(1);
  });
});

describe('watchNotices', () => {
  it('looks at once, again and again, and no more once aborted', async () => {
    let asked = 0;
    const source = {
      spotAction: async () => {
        asked += 1;
        return undefined;
      },
      rebalanceRecommendation: async () => undefined,
    };
    const stop = new AbortController();
    watchNotices(source, { ...recorder().listener, everyMs: 5, signal: stop.signal });
    expect(asked).toBe(1);
    await expect.poll(() => asked).toBeGreaterThan(3);
    stop.abort();
    const asAborted = asked;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(asked).toBe(asAborted);
  });
});
