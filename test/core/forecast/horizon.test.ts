import { describe, expect, it } from 'vitest';
import { keepHorizon, orderHorizon } from '../../../core/forecast/horizon';

// GIVEN metrics that can be read a minute after their minute's end: the newest known minute ended a minute ago.
const metricDelaySeconds = 60;

describe('the minutes that an order is for', () => {
  it.each([
    // ordered at 2:00 after the newest minute's start, serves from 3:15 to 4:15
    [75, { first: 3, last: 4 }],
    // serves from 9:00 to 10:00
    [420, { first: 9, last: 9 }],
    [0, { first: 2, last: 2 }],
  ])(
    'begin when %s seconds of start-up are over, and end when a later order would serve',
    (startUpSeconds, horizon) => {
      expect(orderHorizon({ startUpSeconds, metricDelaySeconds })).toEqual(horizon);
    },
  );

  it('come earlier with fresher metrics', () => {
    expect(orderHorizon({ startUpSeconds: 420, metricDelaySeconds: 0 })).toEqual({ first: 8, last: 8 });
  });

  it('begin at once for capacity that is given up', () => {
    expect(keepHorizon({ startUpSeconds: 420, metricDelaySeconds })).toEqual({ first: 2, last: 9 });
  });
});
