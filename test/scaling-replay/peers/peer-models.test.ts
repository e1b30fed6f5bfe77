import { describe, expect, it } from 'vitest';
import { type ReplayPolicy, replay } from '../../../scaling-replay/engine/replay';
import { perfectForecast, staticPeak } from '../../../scaling-replay/peers/hindsight';
import { keda, kubernetesHpa } from '../../../scaling-replay/peers/kubernetes-hpa';
import { predictiveScaling } from '../../../scaling-replay/peers/predictive-scaling';
import { stepScaling } from '../../../scaling-replay/peers/step-scaling';
import { targetTracking } from '../../../scaling-replay/peers/target-tracking';
import { conditionsOf } from '../conditions-fixture';

/** Lets so many minutes ask for so many units, one part after another. */
function loadOf(...parts: readonly (readonly [minutes: number, units: number])[]): readonly number[] {
  return parts.flatMap(([minutes, units]) => Array<number>(minutes).fill(units));
}

/** Every change of what is ordered, as `minute:units`; metrics are a minute late and units serve after 75 s. */
function ordersOf(minutes: readonly number[], policy: ReplayPolicy): string {
  const { desired } = replay(conditionsOf(minutes), policy);
  const changes = [...desired].flatMap((units, step) => (units === desired[step - 1] ? [] : [`${step / 4}:${units}`]));
  return changes.join(' ');
}

/** Seven units are 70 % of ten; from minute 60 to 120 it is twice as much. */
const HOUR_OF_TWICE = loadOf([60, 7], [60, 14], [60, 7]);

describe('target tracking at 70 %', () => {
  it('orders in proportion after three minutes above, and takes back after a quarter of an hour below', () => {
    // In the minute in which they begin to serve, 17.5 in the mean seem to be used at 87.5 %.
    expect(ordersOf(HOUR_OF_TWICE, targetTracking(0.7))).toBe('0:10 64:20 67:22 136:10');
  });

  it('gives nothing up between nine tenths of the target and the target', () => {
    // 6.4 of 10 are above 63 %, 6.2 below: ceil(6.2 / 0.7) stay.
    expect(ordersOf(loadOf([60, 7], [60, 6.4], [60, 6.2]), targetTracking(0.7))).toBe('0:10 136:9');
  });

  it('gives nothing up within five minutes of an order', () => {
    // After 15 minutes of 5 units it keeps ceil(5 / 0.7); the next look that may take away is five minutes later.
    const falling = loadOf([60, 7], [17, 5], [60, 3]);
    expect(ordersOf(falling, targetTracking(0.7))).toBe('0:10 76:8 81:5');
  });
});

describe('step scaling at 70 %', () => {
  it('adds by how far the target is exceeded, with five minutes between', () => {
    // 140 % is 70 points above: half as many more. Then 93 % is 23 points above: 30 % of 15 more, rounded down. Then 74 %: a tenth of 19.
    expect(ordersOf(loadOf([60, 7], [60, 14]), stepScaling(0.7))).toBe('0:10 64:15 69:19 74:20');
  });

  it('takes a tenth below seven tenths of the target, three tenths below four', () => {
    expect(ordersOf(loadOf([60, 7], [60, 4.8], [31, 2]), stepScaling(0.7))).toBe('0:10 76:9 136:7 141:6 146:5');
  });
});

describe.each([
  ['Kubernetes HPA', kubernetesHpa],
  ['KEDA', keda],
])('%s at 70 %%', (_, policyAt) => {
  it('orders each 15 s by the mean of a minute that is 30 s old, and takes back after five minutes', () => {
    // A quarter of the first mean is the new load: 8.75 / 7 of ten units; then 10.5, 12.25 and 14.
    expect(ordersOf(HOUR_OF_TWICE, policyAt(0.7))).toBe(
      '0:10 60.75:13 61:15 61.25:18 61.5:20 125.75:18 126:15 126.25:13 126.5:10',
    );
  });

  it('leaves what is within a tenth of the target, and at most doubles at once', () => {
    const burst = loadOf([60, 7], [30, 7.6], [5, 70]);
    expect(ordersOf(burst, policyAt(0.7))).toBe('0:10 90.75:20 91:40 91.25:78 91.5:100');
  });
});

describe('predictive scaling', () => {
  it('has from the second day on what an hour of the day before needed, its start-up time ahead', () => {
    const day = loadOf([600, 7], [60, 14], [780, 7]);
    const orders = ordersOf([...day, ...day], predictiveScaling(0.7, 420)).split(' ');
    // On the first day target tracking comes after the load; on the second the order comes 7 minutes before its hour.
    expect(orders[1]).toBe('604:20');
    expect(orders.slice(-2)).toEqual(['2033:20', '2116:10']);
  });

  it('is at least five minutes ahead', () => {
    const day = loadOf([600, 7], [60, 14], [780, 7]);
    expect(ordersOf([...day, ...day], predictiveScaling(0.7, 60))).toContain(' 2035:20 ');
  });

  it('counts a day less than the one after it, and the same day of the week twice', () => {
    const dayOf = (units: number) => loadOf([600, 7], [60, units], [780, 7]);
    const days = [21, 14, 14, 14, 14, 14, 14, 7].flatMap(dayOf);
    // On the eighth day 21 counts 2 x 0.85 ** 6 and six times 14 count the sum of 0.85 ** 0 to 0.85 ** 5: 15.08 in the mean.
    const ordered = ordersOf(days, predictiveScaling(0.7, 420)).match(new RegExp(`${7 * 1440 + 593}:(\\d+)`));
    expect(Number(ordered?.[1])).toBe(Math.ceil(15.08 / 0.7));
  });
});

describe('with hindsight', () => {
  it('a perfect forecast orders just in time, and keeps what is needed again within five minutes', () => {
    const orders = ordersOf(HOUR_OF_TWICE, perfectForecast(conditionsOf(HOUR_OF_TWICE)));
    expect(orders).toBe('0:7 58.75:14 120:7');
    const dip = loadOf([60, 14], [4, 7], [60, 14]);
    expect(ordersOf(dip, perfectForecast(conditionsOf(dip)))).toBe('0:14');
  });

  it('the static peak is always there', () => {
    expect(ordersOf(HOUR_OF_TWICE, staticPeak(conditionsOf(HOUR_OF_TWICE)))).toBe('0:14');
  });
});
