import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AdaptiveLimit,
  afterPiece,
  type EndedPiece,
  type Outcome,
  startLimit,
} from '../../../core/concurrency/adaptive-limit';
import { seededRandom } from '../../../local/trace/seeded-random';
import { type LinkModel, queueing, Sender, share, throttling } from './modelled-link';

const CEILING = 16;

function ended(outcome: Outcome, halvingsAtStart = 0, wasLimitReached = true): EndedPiece {
  return { outcome, halvingsAtStart, wasLimitReached };
}

function limitAfter(start: AdaptiveLimit, pieces: readonly EndedPiece[], ceiling = CEILING): AdaptiveLimit {
  return pieces.reduce((state, piece) => afterPiece(state, piece, { ceiling }), start);
}

const AT_FOUR: AdaptiveLimit = { limit: 4, halvings: 0, ended: 0, slow: 0, wasSlow: false };

describe('a limit that adapts', () => {
  it('begins with all that the ceiling allows', () => {
    expect(startLimit(CEILING)).toEqual({ limit: 16, halvings: 0, ended: 0, slow: 0, wasSlow: false });
  });

  it('is one more after a full round, and not before', () => {
    const pieces = Array.from({ length: 4 }, () => ended('well'));
    expect(limitAfter(AT_FOUR, pieces.slice(1)).limit).toBe(4);
    expect(limitAfter(AT_FOUR, pieces)).toEqual({ limit: 5, halvings: 0, ended: 0, slow: 0, wasSlow: false });
    expect(limitAfter(AT_FOUR, Array(4 + 5 + 6).fill(ended('well'))).limit).toBe(7);
  });

  it('is half after congestion, once for all that was under way', () => {
    const once = limitAfter(startLimit(CEILING), [ended('congested')]);
    expect(once).toEqual({ limit: 8, halvings: 1, ended: 0, slow: 0, wasSlow: false });
    expect(limitAfter(once, Array(15).fill(ended('congested'))).limit).toBe(8);
    expect(limitAfter(once, [ended('congested', 1)]).limit).toBe(4);
  });

  it('counts no success that began before it was halved', () => {
    const once = limitAfter(startLimit(CEILING), [ended('congested')]);
    expect(limitAfter(once, Array(15).fill(ended('well')))).toEqual(once);
  });

  it('learns nothing from success while less was under way', () => {
    expect(limitAfter(AT_FOUR, Array(100).fill(ended('well', 0, false)))).toEqual(AT_FOUR);
  });

  it('stands still after a round of which most were slow: of four, three and not two', () => {
    const [well, slow] = [ended('well'), ended('slow')];
    expect(limitAfter(AT_FOUR, [slow, well, slow, well]).limit).toBe(5);
    expect(limitAfter(AT_FOUR, [slow, well, slow, slow])).toEqual({ ...AT_FOUR, wasSlow: true });
  });

  it('is half after two such rounds in a row', () => {
    const slow = Array(4).fill(ended('slow'));
    const well = Array(4).fill(ended('well'));
    expect(limitAfter(AT_FOUR, [...slow, ...slow])).toEqual({ ...AT_FOUR, limit: 2, halvings: 1 });
    expect(limitAfter(AT_FOUR, [...slow, ...well, ...Array(5).fill(ended('slow'))])).toMatchObject({
      limit: 5,
      halvings: 0,
    });
  });

  it('obeys a ceiling that was lowered, and grows to one that was raised', () => {
    expect(limitAfter(startLimit(CEILING), [ended('well')], 3).limit).toBeLessThanOrEqual(3);
    expect(limitAfter(startLimit(2), [ended('well'), ended('well')], 3).limit).toBe(3);
  });
});

describe('whatever happens', () => {
  const pieces = fc.array(
    fc.record({
      outcome: fc.constantFrom<Outcome>('well', 'slow', 'congested'),
      halvingsAtStart: fc.integer({ min: 0, max: 6 }),
      wasLimitReached: fc.boolean(),
    }),
    { maxLength: 300 },
  );

  it('the limit is whole, from 1 to the ceiling, and moves by one up or to half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), pieces, (ceiling, given) => {
        let state = startLimit(ceiling);
        for (const piece of given) {
          const next = afterPiece(state, piece, { ceiling });
          expect(Number.isInteger(next.limit)).toBe(true);
          expect(next.limit).toBeGreaterThanOrEqual(1);
          expect(next.limit).toBeLessThanOrEqual(ceiling);
          const half = Math.max(1, Math.floor(state.limit / 2));
          expect([state.limit, state.limit + 1, half]).toContain(next.limit);
          state = next;
        }
      }),
    );
  });

  it('one slow piece among others halves nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 64 }), fc.nat(63), (limit, at) => {
        const round = Array.from({ length: limit }, (_, index) => ended(index === at % limit ? 'slow' : 'well'));
        const state = limitAfter({ ...AT_FOUR, limit }, round, 64);
        expect(state.halvings).toBe(0);
      }),
    );
  });
});

describe('GIVEN a link that throttles beyond its capacity', () => {
  it('THEN the limit stays near the capacity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), (capacity) => {
        const [mean = 0] = share([new Sender(128)], throttling(capacity), 30_000);
        expect(mean).toBeGreaterThan(0.5 * capacity);
        expect(mean).toBeLessThanOrEqual(capacity + 1);
      }),
      { numRuns: 20 },
    );
  });

  it('THEN two senders that began unlike come to like shares', () => {
    const [first = 0, second = 0] = share([new Sender(64, 64), new Sender(64, 1)], throttling(40), 100_000);
    expect(first / second).toBeGreaterThan(0.8);
    expect(first / second).toBeLessThan(1.25);
  });

  it('THEN the limit is back at its ceiling after 120 pieces once it throttles no more', () => {
    const sender = new Sender(CEILING);
    share([sender], () => 'congested', 1000);
    expect(sender.state.limit).toBe(1);
    share([sender], throttling(CEILING), 2 * (CEILING - 1) * CEILING);
    expect(sender.state.limit).toBe(CEILING);
  });
});

describe('GIVEN a link on which pieces wait in line', () => {
  it.each([4, 8, 16, 32])(
    'of capacity %i, THEN latency alone keeps the limit within twice the capacity',
    (capacity) => {
      const [mean = 0] = share([new Sender(128, 1)], queueing(capacity), 30_000);
      expect(mean).toBeGreaterThan(capacity);
      expect(mean).toBeLessThan(2 * capacity);
    },
  );

  it('THEN who begins with far too much learns it all the same', () => {
    const [mean = 0] = share([new Sender(128)], queueing(16), 30_000);
    expect(mean).toBeGreaterThan(16);
    expect(mean).toBeLessThan(32);
  });

  it('THEN noise alone holds nobody back', () => {
    const random = seededRandom(7);
    const noisy: LinkModel = ({ sender, halvingsAtStart }) =>
      sender.isSlow(100 * Math.exp(0.4 * random.normal()), halvingsAtStart) ? 'slow' : 'well';
    const [mean = 0] = share([new Sender(CEILING)], noisy, 100_000);
    expect(mean).toBeGreaterThan(0.95 * CEILING);
  });

  it('THEN a way that became longer for good is learned, and the limit is back at its ceiling', () => {
    const sender = new Sender(CEILING);
    share([sender], queueing(CEILING, 100), 10_000);
    expect(sender.state).toMatchObject({ limit: CEILING, halvings: 0 });
    share([sender], queueing(CEILING, 500), 300);
    expect(sender.state).toMatchObject({ limit: CEILING, halvings: 4 });
  });
});
