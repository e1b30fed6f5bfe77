import { describe, expect, it } from 'vitest';
import { replay } from '../../../scaling-replay/engine/replay';
import { stepScaling } from '../../../scaling-replay/peers/step-scaling';
import { conditionsOf, stepLoad } from '../conditions-fixture';

it('rounds a share of the units down, as AWS does, but to one at least', () => {
  // GIVEN 15 units that are used to 69 %, then to 80 %, and 5 that are used to 80 %: 10 % more are 1.5 and 0.5
  const changed = (before: number, after: number) => {
    const { desired } = replay(conditionsOf(stepLoad(before, after)), stepScaling(0.7));
    return desired.find((units) => units !== desired[0]);
  };
  expect(changed(10.4, 12)).toBe(16);
  expect(changed(3.4, 4)).toBe(6);
});

describe('the cooldown of five minutes', () => {
  /** Every change of what is ordered, as `minute:units`. */
  const ordersOf = (minutes: readonly number[]) => {
    const { desired } = replay(conditionsOf(minutes), stepScaling(0.7));
    return [...desired].flatMap((units, step) => (units === desired[step - 1] ? [] : [`${step / 4}:${units}`]));
  };
  const minutesOf = (count: number, units: number) => Array<number>(count).fill(units);

  it('lets a greater step add what the one before did not', () => {
    // GIVEN 10 units at 75 %, for which one is added, and at 140 % two minutes later, for which five are
    const rising = [...minutesOf(60, 7), ...minutesOf(3, 7.5), ...minutesOf(10, 14)];
    // THEN four more come at once, and the next step is taken five minutes after these
    expect(ordersOf(rising).slice(0, 4)).toEqual(['0:10', '64:11', '65:15', '70:19']);
  });

  it('does not hold a scale-out back after a scale-in', () => {
    // GIVEN nine of 10 units from minute 76 on, and from minute 75 on twice as much as 70 % of them
    const risen = [...minutesOf(60, 7), ...minutesOf(15, 4.8), ...minutesOf(10, 14)];
    expect(ordersOf(risen).slice(0, 3)).toEqual(['0:10', '76:9', '79:13']);
  });
});
