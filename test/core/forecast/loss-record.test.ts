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
  it('believes that as much is lost as was expected', () => {
    expect(new LossRecord().ratio(3)).toBe(1);
    expect(new LossRecord().ratio(0)).toBe(1);
  });

  it('weighs nothing lost by the losses that the belief is worth', () => {
    // Expected 6, lost none, belief in two losses of 3: (0 + 6) / (6 + 6).
    expect(recordOf([0, 0, 0], 2).ratio(3)).toBeCloseTo(0.5, DIGITS);
  });

  it('takes one great loss for little proof', () => {
    // 9 lost in an hour, and the believed 1: usual are (81 + 1) / 10 = 8.2; (9 + 16.4) / (3 + 16.4).
    expect(recordOf([9, 0, 0], 1).ratio(1)).toBeCloseTo(1.309, DIGITS);
  });

  it('takes the same sum in the minutes of one hour for one loss', () => {
    expect(recordOf([3, 3, 3], 1).ratio(1)).toBeCloseTo(1.309, DIGITS);
  });

  it('takes the same sum in many hours for a proof', () => {
    // 9 times 1 in as many hours, expected 3 in 540 minutes: usual is (9 + 1) / 10; (9 + 2) / (3 + 2).
    const losses = Array.from({ length: 540 }, (_, minute) => (minute % 60 === 0 ? 1 : 0));
    expect(recordOf(losses, 3 / 540).ratio(1)).toBeCloseTo(2.2, 1);
  });

  it('comes to what is lost, however little the first belief was right', () => {
    const losses = Array.from({ length: 20_000 }, () => 0.2);
    expect(recordOf(losses, 1).ratio(60)).toBeCloseTo(0.2, 1);
  });

  it('forgets half of a loss in two weeks', () => {
    const record = recordOf([100], 0);
    for (let minute = 0; minute < 14 * 1440; minute += 1) {
      record.lose(0);
      record.expect(0);
    }
    expect(record.state().unmet).toBeCloseTo(50, DIGITS);
  });

  it('is above 1 only when more was lost than expected, and goes on from its state', () => {
    const minute = fc.record({
      loss: fc.double({ min: 0, max: 100, noNaN: true }),
      expected: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(minute, { maxLength: 200 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (minutes, first) => {
          const record = new LossRecord();
          for (const { loss, expected } of minutes) {
            record.lose(loss);
            record.expect(expected);
          }
          const { unmet, expected } = record.state();
          const ratio = record.ratio(first);
          expect(Math.sign(ratio - 1)).toBe(ratio === 1 ? 0 : Math.sign(unmet - expected));
          const other = new LossRecord();
          other.restore(JSON.parse(JSON.stringify(record.state())));
          expect(other.ratio(first)).toBe(ratio);
        },
      ),
    );
  });
});
