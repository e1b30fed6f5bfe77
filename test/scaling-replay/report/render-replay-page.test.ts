import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readChartLibrary } from '../../../page/chart-library';
import { simulate } from '../../../scaling-replay/compare/simulate';
import { predictivePolicy } from '../../../scaling-replay/policy/predictive-policy';
import { worstLosses } from '../../../scaling-replay/report/losses';
import { renderReplayPage } from '../../../scaling-replay/report/render-replay-page';
import { toReplayPageData } from '../../../scaling-replay/report/replay-page-data';
import { REPLAY_PAGE_SCRIPT } from '../../../scaling-replay/report/replay-page-script';
import { conditionsOf, stepLoad } from '../conditions-fixture';

const CONDITIONS = conditionsOf(stepLoad(4, 12), { startUpSeconds: 120 });
const SIMULATION = simulate({
  conditions: CONDITIONS,
  policy: predictivePolicy(CONDITIONS, 0.01),
  actuator: 'desired',
  compares: true,
});

describe('toReplayPageData', () => {
  const data = toReplayPageData(CONDITIONS, SIMULATION.outcome, SIMULATION.decisions.forecast);

  it('has a value for each minute, and marks where demand went unmet', () => {
    for (const column of [data.demand, data.ready, data.desired, data.unmet, data.forecastLow, data.forecastHigh]) {
      expect(column).toHaveLength(120);
    }
    expect(data.demand[61]).toBe(12);
    expect(data.unmet.findIndex((units) => units > 0)).toBe(60);
    expect(data.losses[0]?.from).toBe(60);
    expect(data.isCalendar).toBe(false);
  });

  it('has of each minute the mean that was asked, the fewest that served, what was billed last, and what went unmet', () => {
    const demand = Float64Array.of(2, 2, 2, 6, 5, 5, 5, 5);
    const course = { ready: Float64Array.of(3, 2, 1, 4, 5, 5, 5, 6), desired: Float64Array.of(3, 4, 4, 5, 5, 5, 5, 6) };
    const conditions = { ...CONDITIONS, demand };
    const outcome = { ...SIMULATION.outcome, ...course, demand };
    expect(toReplayPageData(conditions, outcome, SIMULATION.decisions.forecast)).toMatchObject({
      demand: [3, 5],
      ready: [1, 5],
      desired: [5, 6],
      // One unit of the third step, two of the fourth.
      unmet: [0.75, 0],
      losses: [{ from: 0, to: 0, unitMinutes: 0.75 }],
    });
  });

  it('shows a forecast at the minute that it was made for', () => {
    const { expected, spread } = SIMULATION.decisions.forecast;
    // Two minutes of start-up
    expect(data.forecastHigh[32]).toBeCloseTo((expected[30] ?? 0) + (spread[30] ?? 0), 3);
    expect(data.forecastHigh[2]).toBeNull();
    expect(data.forecastLow.every((units) => units === null || units >= 0)).toBe(true);
  });
});

describe('worstLosses', () => {
  it('joins what is a few minutes apart, and puts the worst first', () => {
    const unmet = Float64Array.from({ length: 60 }, (_, minute) => ({ 3: 1, 8: 2, 40: 5 })[minute] ?? 0);
    expect(worstLosses(unmet, 5)).toEqual([
      { from: 40, to: 40, unitMinutes: 5 },
      { from: 3, to: 8, unitMinutes: 3 },
    ]);
    expect(worstLosses(unmet, 1)).toHaveLength(1);
  });
});

describe('renderReplayPage', () => {
  const shown = { name: '<b>load</b>.csv', conditions: CONDITIONS, simulation: SIMULATION, remarks: [], unitPrice: 2 };
  const page = renderReplayPage(shown, readChartLibrary());

  it('asks for nothing outside the page, and carries the chart library', () => {
    expect(page).not.toMatch(/<(link|img|iframe)|src=|@import|url\(/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('var uPlot=function()');
  });

  it('compares with the peers, says why was decided, and escapes what others wrote', () => {
    expect(page).toContain('<td>target tracking at 70 %</td>');
    expect(page).toContain('<th class="number">dollars</th>');
    expect(page).toContain('<td>forecast-above</td>');
    expect(page).not.toContain('<b>load');
  });

  it('has a script that a browser can read', () => {
    expect(() => new vm.Script(REPLAY_PAGE_SCRIPT)).not.toThrow();
  });
});
