import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LossRecord } from '../../../core/forecast/loss-record';

/** A minute's memory shrinks by so little in an hour or two that three digits do not see it. */
const DIGITS = 2;

/** Minutes that lose one after the other what is given, each expected to lose `expected`. */
function recordOf(losses: readonly number[], expected: number): LossRecord {
  const record = new LossRecord();
  for (const loss of losses) {
    record.lose(loss);
    record.expect(expected);
  }
  return record;
}

describe('LossRecord', () => {
  it('begins with what is believed', () => {
    expect(new LossRecord().ratio(1, 3)).toBe(1);
    expect(new LossRecord().ratio(0.2, 3)).toBeCloseTo(0.2, 9);
    expect(new LossRecord().ratio(1, 0)).toBe(1);
  });

  it('weighs nothing lost by the loss that the belief is worth', () => {
    // Expected 6, lost none, belief in one loss of 3: (0 + 3) / (6 + 3).
    expect(recordOf([0, 0, 0], 2).ratio(1, 3)).toBeCloseTo(1 / 3, DIGITS);
  });

  it('takes one great loss for little proof', () => {
    // 9 lost, and the believed 1: usual is (81 + 1) / 10 = 8.2; (9 + 8.2) / (3 + 8.2).
    expect(recordOf([9, 0, 0], 1).ratio(1, 1)).toBeCloseTo(1.536, DIGITS);
  });

  it('takes the same sum in many losses for a proof', () => {
    // 9 times 1, expected 3: usual is (9 + 1) / 10; (9 + 1) / (3 + 1).
    expect(recordOf(Array(9).fill(1), 1 / 3).ratio(1, 1)).toBeCloseTo(2.5, DIGITS);
  });

  it('comes to what is lost, however little the first belief was right', () => {
    const losses = Array.from({ length: 20_000 }, () => 0.2);
    expect(recordOf(losses, 1).ratio(1, 60)).toBeCloseTo(0.2, 1);
    expect(recordOf(losses, 1).ratio(9, 60)).toBeCloseTo(0.2, 1);
  });

  it('forgets half of a loss in two weeks', () => {
    const record = recordOf([100], 0);
    for (let minute = 0; minute < 14 * 1440; minute += 1) {
      record.lose(0);
      record.expect(0);
    }
    expect(record.state().lost).toBeCloseTo(50, DIGITS);
  });

  it('lies between what was lost of what was expected and what is believed, and goes on from its state', () => {
    const size = fc.double({ min: 0, max: 100, noNaN: true });
    const minutes = fc.array(fc.record({ loss: size, expected: size }), { maxLength: 200 });
    fc.assert(
      fc.property(minutes, fc.double({ min: 0.01, max: 10, noNaN: true }), size, (drawn, believed, first) => {
        const record = new LossRecord();
        for (const { loss, expected } of drawn) {
          record.lose(loss);
          record.expect(expected);
        }
        const { lost, expected } = record.state();
        const seen = expected > 0 ? lost / expected : believed;
        const ratio = record.ratio(believed, first);
        expect(ratio).toBeGreaterThanOrEqual(Math.min(seen, believed) * (1 - 1e-9));
        expect(ratio).toBeLessThanOrEqual(
          (lost > 0 && expected === 0 ? Number.POSITIVE_INFINITY : Math.max(seen, believed)) * (1 + 1e-9),
        );
        const other = new LossRecord();
        other.restore(JSON.parse(JSON.stringify(record.state())));
        expect(other.ratio(believed, first)).toBe(ratio);
      }),
    );
  });
});
