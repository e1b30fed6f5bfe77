import { expect, it } from 'vitest';
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
