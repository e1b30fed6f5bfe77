import { describe, expect, it } from 'vitest';
import { buildHashRing } from '../../../core/placement/hash-ring';
import { rememberedRing } from '../../../core/placement/remembered-ring';

function ids(count: number, prefix = 'n'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

describe('rememberedRing', () => {
  it('walks as a ring that was just built', () => {
    const built = buildHashRing(ids(7).map((id) => ({ id, weight: 1 })));
    expect([...rememberedRing(ids(7)).walk('shard-00001')]).toEqual([...built.walk('shard-00001')]);
  });

  it('is the same for the same nodes, and another for others', () => {
    expect(rememberedRing(ids(5))).toBe(rememberedRing(ids(5)));
    expect(rememberedRing(ids(5))).not.toBe(rememberedRing(ids(6)));
  });

  it('forgets the oldest beyond 3000 nodes in all', () => {
    const first = rememberedRing(ids(10, 'first'));
    const second = rememberedRing(ids(2980, 'second'));
    rememberedRing(ids(20, 'third'));
    expect(rememberedRing(ids(2980, 'second'))).toBe(second);
    expect(rememberedRing(ids(10, 'first'))).not.toBe(first);
  });
});
