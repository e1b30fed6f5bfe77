import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../local/trace/seeded-random';
import { oracleUnitHours } from '../../../scaling-replay/engine/oracle';
import { replay } from '../../../scaling-replay/engine/replay';
import { forecastPolicy } from '../../../scaling-replay/forecast-policy';
import { conditionsOf } from '../../scaling-replay/conditions-fixture';

const DAY = 1440;
const GLITCH = DAY + 60;
const STEPS_PER_MINUTE = 4;

/** Orders by a forecast at a risk, and what they cost beside the oracle. */
function playOf(minutes: readonly number[], { startUpSeconds = 60, maxUnmet = 0.001 } = {}) {
  const conditions = conditionsOf(minutes, { startUpSeconds });
  const outcome = replay(conditions, forecastPolicy(conditions, maxUnmet));
  return { ...outcome, cost: outcome.unitHours / oracleUnitHours(conditions) };
}

function turnsOf(desired: Float64Array): number {
  const changes = [...desired]
    .map((units, step) => units - (desired[step - 1] ?? units))
    .filter((change) => change !== 0);
  return changes.filter((change, index) => change * (changes[index - 1] ?? change) < 0).length;
}

/** Two days of 10 units, 5 % up or down. */
function calm(): number[] {
  const random = seededRandom(1);
  return Array.from({ length: 2 * DAY }, () => 10 * (0.95 + 0.1 * random.uniform()));
}

describe('a forecast of a constant load', () => {
  it.each([
    [10, 60, 0.001],
    [10, 420, 0.0001],
    [10, 60, 0.000001],
    [1000, 60, 0.001],
    [1000, 420, 0.001],
    [4000, 0, 0.001],
  ])('of %i units, start-up %i s, risk %f, comes to rest', (units, startUpSeconds, maxUnmet) => {
    const { desired, cost } = playOf(Array(2 * DAY).fill(units), { startUpSeconds, maxUnmet });
    expect(turnsOf(desired)).toBeLessThanOrEqual(2);
    expect(cost).toBeLessThan(1.2);
  });
});

describe('a forecast of a load that jumps', () => {
  it.each([
    [3, 60],
    [3, 420],
    [20, 60],
    [20, 420],
  ])('to %i times the demand, start-up %i s, orders that much as soon as it is known', (times, startUpSeconds) => {
    const minutes = calm().map((demand, minute) => (minute >= GLITCH ? times * demand : demand));
    const { desired } = playOf(minutes, { startUpSeconds });
    // A minute is over after one, and its metric is known after another.
    expect(desired[STEPS_PER_MINUTE * (GLITCH + 2)]).toBeGreaterThanOrEqual(minutes[GLITCH] ?? 0);
  });
});

describe('a forecast after a slip of the metric', () => {
  it.each([
    [10, 60],
    [100, 60],
    [100, 420],
    [1000, 60],
  ])('of %i times the demand, start-up %i s, is back within the hour', (times, startUpSeconds) => {
    const minutes = calm();
    minutes[GLITCH] = 10 * times;
    const { desired } = playOf(minutes, { startUpSeconds });
    const later = desired.subarray(STEPS_PER_MINUTE * (GLITCH + 60), STEPS_PER_MINUTE * (GLITCH + 180));
    expect(Math.max(...later)).toBeLessThan(times >= 1000 ? 400 : 40);
  });

  it('in the first minute does not expect it again, neither at once nor the day after', () => {
    const { desired } = playOf(Array.from({ length: 2 * DAY }, (_, minute) => (minute === 0 ? 500 : 2)));
    expect(Math.max(...desired.subarray(STEPS_PER_MINUTE * (DAY + 30)))).toBeLessThan(5);
  });

  it('holds what was asked while the metric says next to nothing', () => {
    const minutes = calm().map((demand, minute) => (minute >= GLITCH && minute < GLITCH + 30 ? 0 : demand));
    const { desired } = playOf(minutes);
    const meanwhile = desired.subarray(STEPS_PER_MINUTE * GLITCH, STEPS_PER_MINUTE * (GLITCH + 40));
    expect(Math.min(...meanwhile)).toBeGreaterThanOrEqual(10);
  });

  it('holds it also where nothing is asked at night', () => {
    const isOffice = (minute: number) => minute % DAY >= 8 * 60 && minute % DAY < 18 * 60;
    const outage = 2 * DAY + 11 * 60;
    const minutes = Array.from({ length: 3 * DAY }, (_, minute) =>
      isOffice(minute) && !(minute >= outage && minute < outage + 30) ? 40 : 0,
    );
    const { desired } = playOf(minutes, { startUpSeconds: 420 });
    const meanwhile = desired.subarray(STEPS_PER_MINUTE * outage, STEPS_PER_MINUTE * (outage + 40));
    expect(Math.min(...meanwhile)).toBeGreaterThanOrEqual(40);
  });
});
