import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CopyQueue } from '../../../local/player/copy-queue';

describe('CopyQueue', () => {
  it('completes a copy once its bytes have passed', () => {
    const copies = new CopyQueue(10);
    copies.advance(0);
    expect(copies.request('a', 100)).toBe(false);

    copies.advance(9_999);
    expect(copies.request('a', 100)).toBe(false);

    copies.advance(10_000);
    expect(copies.request('a', 100)).toBe(true);
  });

  it('names the copies that need more time', () => {
    const copies = new CopyQueue(10);
    copies.request('small', 20);
    copies.request('large', 60);
    copies.request('empty', 0);
    expect(copies.underWay()).toEqual(['small', 'large']);

    copies.advance(4_000);
    expect(copies.underWay()).toEqual(['large']);

    copies.drop('large');
    expect(copies.underWay()).toEqual([]);
  });

  it('shares bandwidth among copies, and what a finished one leaves among the rest', () => {
    const copies = new CopyQueue(10);
    copies.advance(0);
    copies.request('small', 20);
    copies.request('large', 60);

    copies.advance(4_000);
    expect(copies.request('small', 20)).toBe(true);
    expect(copies.request('large', 60)).toBe(false);

    copies.advance(8_000);
    expect(copies.request('large', 60)).toBe(true);
  });

  it('has a shard without bytes at once', () => {
    expect(new CopyQueue(10).request('a', 0)).toBe(true);
  });

  it('copies again after the copy was dropped', () => {
    const copies = new CopyQueue(10);
    copies.request('a', 0);
    copies.drop('a');

    expect(copies.request('a', 100)).toBe(false);
  });

  it('takes the same time for all bytes whatever the steps', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 40 });
    const sizes = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sizes, steps, (bytes, stepsMs) => {
        const copies = new CopyQueue(1000);
        copies.advance(0);
        bytes.forEach((size, index) => {
          copies.request(String(index), size);
        });
        const totalMs = bytes.reduce((sum, size) => sum + size, 0);
        let nowMs = 0;
        for (const stepMs of stepsMs) {
          nowMs = Math.min(totalMs - 1, nowMs + stepMs);
          copies.advance(nowMs);
        }
        const isComplete = () => bytes.every((size, index) => copies.request(String(index), size));
        expect(isComplete()).toBe(false);
        copies.advance(totalMs + 0.001);
        expect(isComplete()).toBe(true);
      }),
    );
  });
});
