import { describe, expect, it } from 'vitest';
import type { CapacityNeed } from '../../../core/forecast/capacity-forecast';
import { followForecast } from '../../../core/forecast/follow-forecast';

const NOTHING = { unitMinutes: 0 };

function needOf(order: number, keep: number, spread = 0.1): CapacityNeed {
  return { order, keep, most: 100, expected: order - 0.5, spread, exceedance: 0.02, basis: 'forecast' };
}

describe('followForecast', () => {
  it('orders what is needed at once', () => {
    expect(followForecast({ need: needOf(12, 12), desired: 10, meanDemand: 10, waste: NOTHING })).toEqual({
      desired: 12,
      reason: 'forecast-above',
      waste: NOTHING,
    });
  });

  it('orders at least one and a half times the error to expect, so that noise does not order one by one', () => {
    // 10 + 1.5 × 1.7 - 0.5, rounded up.
    expect(followForecast({ need: needOf(11, 11, 1.7), desired: 10, meanDemand: 10, waste: NOTHING }).desired).toBe(13);
  });

  it('orders what is to be kept at once, not only the least', () => {
    expect(followForecast({ need: needOf(11, 15), desired: 10, meanDemand: 10, waste: NOTHING }).desired).toBe(15);
  });

  it('leaves what stands alone between the least and what is kept', () => {
    expect(followForecast({ need: needOf(11, 15), desired: 12, meanDemand: 10, waste: NOTHING }).reason).toBe('enough');
  });

  it('orders no multiple of what was ever asked, however uncertain the forecast', () => {
    const need = { ...needOf(11, 11, 500), most: 15 };
    expect(followForecast({ need, desired: 10, meanDemand: 10, waste: NOTHING }).desired).toBe(15);
  });

  it('keeps what will be needed before an order placed later serves', () => {
    expect(followForecast({ need: needOf(5, 10), desired: 10, meanDemand: 10, waste: { unitMinutes: 99 } })).toEqual({
      desired: 10,
      reason: 'enough',
      waste: NOTHING,
    });
  });

  it('gives up what has wasted a minute of the mean demand', () => {
    // Three units too many: 9 wasted, 12 with this minute, of 10.
    const input = { need: needOf(7, 7), desired: 10, meanDemand: 10 };
    expect(followForecast({ ...input, waste: { unitMinutes: 6 } })).toMatchObject({
      desired: 10,
      reason: 'waiting-for-waste',
      waste: { unitMinutes: 9 },
    });
    expect(followForecast({ ...input, waste: { unitMinutes: 9 } })).toEqual({
      desired: 7,
      reason: 'forecast-below',
      waste: NOTHING,
    });
  });

  it('gives nothing up that is less than one and a half times the error to expect', () => {
    const input = { need: needOf(7, 7, 2.1), desired: 10, meanDemand: 10, waste: { unitMinutes: 1000 } };
    expect(followForecast(input)).toMatchObject({ desired: 10, reason: 'waiting-for-waste' });
  });
});
