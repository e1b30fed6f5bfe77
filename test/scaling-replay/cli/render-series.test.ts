import { describe, expect, it } from 'vitest';
import { renderSeries } from '../../../scaling-replay/cli/render-series';
import { replay } from '../../../scaling-replay/engine/replay';
import { conditionsOf, stepLoad } from '../conditions-fixture';

describe('renderSeries', () => {
  it('tells demand so exactly that what is unmet by little can be counted again', () => {
    // GIVEN ten units, and an hour that asks for a ten-millionth more
    const conditions = conditionsOf(stepLoad(7, 10.000_000_1));
    const outcome = replay(conditions, () => undefined);
    // WHEN
    const [, ...lines] = renderSeries(conditions, outcome).trimEnd().split('\n');
    // THEN
    const rows = lines.map((line) => line.split(',').map(Number));
    const unmet = rows.reduce((sum, [, asked = 0, , ready = 0]) => sum + Math.max(0, asked - ready), 0);
    const demand = rows.reduce((sum, [, asked = 0]) => sum + asked, 0);
    expect(outcome.unmetFraction).toBeGreaterThan(0);
    expect(unmet / demand).toBeCloseTo(outcome.unmetFraction, 15);
  });
});
