import { describe, expect, it } from 'vitest';
import { countFlaps } from '../../../local/laws/flaps';
import type { ScalingChange } from '../../../local/laws/scaling-changes';

const MINUTE = 60_000;

function change(minute: number, direction: 'out' | 'in'): ScalingChange {
  return { atMs: minute * MINUTE, direction };
}

function steady(): number {
  return 5;
}

describe('countFlaps', () => {
  it('counts out and in within 15 minutes at steady demand', () => {
    expect(countFlaps([change(0, 'out'), change(15, 'in')], steady)).toBe(1);
  });

  it('counts in and out', () => {
    expect(countFlaps([change(0, 'in'), change(3, 'out')], steady)).toBe(1);
  });

  it('counts each reversal', () => {
    expect(countFlaps([change(0, 'out'), change(5, 'in'), change(10, 'out')], steady)).toBe(2);
  });

  it('does not count a reversal after 15 minutes', () => {
    expect(countFlaps([change(0, 'out'), change(16, 'in')], steady)).toBe(0);
  });

  it('does not count two steps in one direction', () => {
    expect(countFlaps([change(0, 'out'), change(1, 'out')], steady)).toBe(0);
  });

  it('does not count a reversal that demand explains', () => {
    const falling = (atMs: number) => (atMs < 5 * MINUTE ? 100 : 89);

    expect(countFlaps([change(0, 'out'), change(10, 'in')], falling)).toBe(0);
  });

  it('counts a reversal when demand changed by 10 % only', () => {
    const falling = (atMs: number) => (atMs < 5 * MINUTE ? 100 : 90);

    expect(countFlaps([change(0, 'out'), change(10, 'in')], falling)).toBe(1);
  });
});
