import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Happening, PlayedLife } from './played-life';

const key = fc.constantFrom('a', 'b', 'c', 'd');
const put = fc.record({ kind: fc.constant('put' as const), key, value: fc.string({ maxLength: 200, size: 'max' }) });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 10, arbitrary: put },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 6, arbitrary: fc.constant({ kind: 'flush' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'failed-flush' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('power-loss' as const),
      keptShare: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'take-over' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'move' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'move-after-crash' as const }) },
);

describe('a shard of the store, whatever happens to it', () => {
  it('keeps exactly what was durable and a prefix of what followed', async () => {
    let merges = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 80, size: 'max' }), async (happenings) => {
        const life = new PlayedLife();
        await life.begin();
        try {
          for (const next of happenings) {
            await life.live(next);
          }
        } finally {
          life.end();
        }
        merges += life.merges;
      }),
      { numRuns: 40 },
    );
    expect(merges, 'the lives must be long enough to merge segments').toBeGreaterThan(5);
  });
});
