import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkScalingPolicy, parseScalingPolicy } from '../../../core/scaling-policy/check-scaling-policy';
import { cronFault } from '../../../core/scaling-policy/cron-fault';

const TARGET = { kind: 'target', metric: 'cpuPercent', per: 'unit', target: 60 };
const QUEUE = { kind: 'threshold', metric: 'queue', per: 'fleet', outAbove: 100, inBelow: 50 };
const FORECAST = { kind: 'predictive', metric: 'demand', unitCapacity: 10, maxUnmet: 0.001, startUpSeconds: 420 };
const WINDOW = { name: 'day', start: '0 8 * * MON-FRI', timeZone: 'Europe/Berlin', minutes: 600, floor: 4 };
const POLICY = { formatVersion: 1, leastUnits: 2, mostUnits: 50, rules: [TARGET] };

/** As many rules of different demands, which look as far ahead as is accepted. */
function forecasts(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    ...FORECAST,
    metric: `demand${index}`,
    startUpSeconds: 7200,
    metricDelaySeconds: 600,
  }));
}

/** As many rules of different metrics. */
function thresholds(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({ ...QUEUE, metric: `queue${index}` }));
}

/** As many windows of different names. */
function days(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({ ...WINDOW, name: `day ${index}` }));
}

function faultsOf(change: object): readonly string[] {
  const parsed = checkScalingPolicy({ ...POLICY, ...change });
  return 'faults' in parsed ? parsed.faults : [];
}

describe('a scaling policy', () => {
  it('is completed by defaults', () => {
    expect(checkScalingPolicy(POLICY)).toEqual({ policy: { ...POLICY, mode: 'automatic', windows: [], limits: {} } });
  });

  it('is taken as it is when all of it is right', () => {
    const steps = { ...QUEUE, kind: 'steps', factor: 1.5, saturatesAt: 1000, metricDelaySeconds: 300 };
    const whole = {
      ...POLICY,
      mode: 'manual',
      rules: [TARGET, QUEUE, steps, { ...FORECAST, metricDelaySeconds: 300 }],
      windows: [WINDOW, { ...WINDOW, name: 'night', floor: undefined, ceiling: 10 }],
      limits: { growthFactor: 2, actionsPerHour: 6 },
      costCeiling: { dollarsPerHour: 100, unitDollarsPerHour: 2 },
    };
    const parsed = parseScalingPolicy(JSON.stringify(whole));
    expect(parsed).toEqual({ policy: JSON.parse(JSON.stringify(whole)) });
  });

  it.each([
    ['an unknown member', { mostUnit: 3 }, 'mostUnit is not known'],
    ['another format', { formatVersion: 2 }, 'formatVersion is 2; accepted: 1'],
    ['another mode', { mode: 'auto' }, 'mode is "auto"; accepted: automatic, manual'],
    ['too many units', { mostUnits: 5001 }, 'Lower mostUnits to at most 5000'],
    ['more least than most', { leastUnits: 51 }, 'Lower leastUnits to 50 or raise mostUnits to 51'],
    ['no rule', { rules: [] }, 'without any, nothing would ever ask for a unit'],
    [
      'rules without end',
      { rules: thresholds(21) },
      'rules is "a list of 21"; accepted: a list of 1 to 20 rules. Keep',
    ],
    [
      'windows without end',
      { windows: days(51) },
      'windows is "51 windows"; accepted: a list of at most 50 windows. Say',
    ],
    ['a rule of no kind', { rules: [{ ...TARGET, kind: 'magic' }] }, 'rules[0].kind is "magic"'],
    ['a rule that is none', { rules: ['cpu'] }, 'rules[0] is "cpu"'],
    ['a metric that is a number', { rules: [{ ...TARGET, metric: 7 }] }, 'rules[0].metric is 7'],
    ['a forecast that saturates', { rules: [{ ...FORECAST, saturatesAt: 9 }] }, 'rules[0].saturatesAt is not known'],
    ['a metric without a name', { rules: [{ ...TARGET, metric: '' }] }, 'rules[0].metric is ""'],
    ['a metric of nobody', { rules: [{ ...TARGET, per: 'node' }] }, 'rules[0].per is "node"'],
    [
      'a target that is never exceeded',
      { rules: [{ ...TARGET, target: 100 }] },
      'rules[0].target is 100; accepted: less than 100, the most that',
    ],
    [
      'a forecast of metrics that are later than it is told',
      { rules: [{ ...TARGET, metricDelaySeconds: 300 }, FORECAST] },
      'Set metricDelaySeconds of the predictive rule of demand to 300',
    ],
    ['a delay of hours', { rules: [{ ...TARGET, metricDelaySeconds: 7201 }] }, 'rules[0].metricDelaySeconds is 7201'],
    ['thresholds the wrong way', { rules: [{ ...QUEUE, inBelow: 100 }] }, 'less than outAbove, which is 100'],
    ['a risk of all', { rules: [{ ...FORECAST, maxUnmet: 1 }] }, 'a fraction below 1'],
    [
      'a look too far ahead',
      { rules: [{ ...FORECAST, startUpSeconds: 7200, metricDelaySeconds: 601 }] },
      'at most 600',
    ],
    ['a forecast too many', { rules: forecasts(8) }, 'rules is "8 predictive rules"; accepted: at most 7 of them'],
    ['a member of another kind', { rules: [{ ...FORECAST, per: 'unit' }] }, 'rules[0].per is not known'],
    ['the same rule twice', { rules: [TARGET, TARGET] }, 'one rule of a kind for a metric'],
    ['a metric of units and fleet', { rules: [QUEUE, { ...TARGET, metric: 'queue' }] }, 'of a unit or of the fleet'],
    ['zero that nobody could leave', { leastUnits: 0 }, 'from 1 when every rule reads a metric of units'],
    ['no growth', { limits: { growthFactor: 1 } }, 'Raise limits.growthFactor above 1'],
    ['limits that are none', { limits: 3 }, 'limits is 3; accepted: an object'],
    ['a cost ceiling of nothing', { costCeiling: null }, 'costCeiling is null'],
    ['half a cost ceiling', { costCeiling: { dollarsPerHour: 3 } }, 'costCeiling.unitDollarsPerHour is missing'],
    [
      'too little money',
      { costCeiling: { dollarsPerHour: 3, unitDollarsPerHour: 2 } },
      'at least 4, what 2 units cost',
    ],
    ['windows that are none', { windows: 'day' }, 'windows is "day"; accepted: a list'],
    ['windows of one name', { windows: [WINDOW, WINDOW] }, "Rename all but one window 'day'"],
    ['no such zone', { windows: [{ ...WINDOW, timeZone: 'Mars/Base' }] }, 'windows[0].timeZone is "Mars/Base"'],
    ['an offset for a zone', { windows: [{ ...WINDOW, timeZone: '+01:00' }] }, 'offsets know no summer time'],
    ['a window of nothing', { windows: [{ ...WINDOW, floor: undefined }] }, 'windows[0] sets nothing'],
    ['a window upside down', { windows: [{ ...WINDOW, ceiling: 3 }] }, 'Lower floor to 3 or raise ceiling to 4'],
    ['a floor over most', { windows: [{ ...WINDOW, floor: 60 }] }, 'at most mostUnits, which is 50'],
    [
      'a floor over what the money pays',
      { windows: [{ ...WINDOW, floor: 5 }], costCeiling: { dollarsPerHour: 8, unitDollarsPerHour: 2 } },
      'at most 4, what the cost ceiling pays',
    ],
    ['a ceiling under least', { windows: [{ ...WINDOW, floor: 1, ceiling: 1 }] }, 'at least leastUnits, which is 2'],
    ['a floor that is no number', { windows: [{ ...WINDOW, floor: 'x' }] }, 'windows[0].floor is "x"'],
    ['a name without end', { windows: [{ ...WINDOW, name: 'x'.repeat(65) }] }, 'a text of 1 to 64 characters'],
    ['a start that is none', { windows: [{ ...WINDOW, start: '61 8 * * *' }] }, 'windows[0].start is "61 8 * * *"'],
  ])('says what is wrong with %s', (_, change, text) => {
    expect(faultsOf(change).join('\n')).toContain(text);
  });

  it('says all that is wrong at once', () => {
    const change = { mostUnits: 0, mode: 7, rules: [{ ...TARGET, target: -1 }, { kind: 'x' }], windows: [{}] };
    expect(faultsOf(change).length).toBeGreaterThanOrEqual(8);
  });

  it('says of a number that is none only that, and nothing of what it is beside others', () => {
    expect(faultsOf({ rules: [{ ...QUEUE, outAbove: -1 }] })).toEqual([
      expect.stringContaining('rules[0].outAbove is -1'),
    ]);
  });

  it('may have seven forecasts, as far ahead as one may look', () => {
    expect(faultsOf({ rules: [...forecasts(7), TARGET] })).toEqual([]);
  });

  it('allows zero to a fleet that is seen from outside', () => {
    expect(faultsOf({ leastUnits: 0, rules: [QUEUE] })).toEqual([]);
    expect(faultsOf({ leastUnits: 0, rules: [FORECAST] })).toEqual([]);
    expect(faultsOf({ leastUnits: 0, rules: [TARGET, QUEUE] })).toEqual([]);
  });

  it.each([
    ['a name of 64 characters', { windows: [{ ...WINDOW, name: 'x'.repeat(64) }] }],
    ['twenty rules', { rules: thresholds(20) }],
    ['fifty windows', { windows: days(50) }],
    ['as many units always', { leastUnits: 50 }],
    ['money for the fewest units', { costCeiling: { dollarsPerHour: 4, unitDollarsPerHour: 2 } }],
    ['a floor of the most units', { windows: [{ ...WINDOW, floor: 50 }] }],
    ['a floor of all that is paid', { windows: [WINDOW], costCeiling: { dollarsPerHour: 8, unitDollarsPerHour: 2 } }],
    ['a ceiling of the fewest units', { windows: [{ ...WINDOW, floor: 1, ceiling: 2 }] }],
    ['a metric of the fleet with a forecast of it', { rules: [QUEUE, { ...FORECAST, metric: 'queue' }] }],
    [
      'a forecast as late as is usual',
      {
        rules: [
          { ...TARGET, metricDelaySeconds: 60 },
          { ...FORECAST, metricDelaySeconds: 0 },
        ],
      },
    ],
  ])('may just so have %s', (_, change) => {
    expect(faultsOf(change)).toEqual([]);
  });

  it('never throws', () => {
    const member = fc.oneof(fc.jsonValue(), fc.constantFrom(TARGET, [TARGET], WINDOW, [WINDOW], 5));
    const anything = fc.dictionary(fc.constantFrom(...Object.keys(POLICY), 'windows', 'limits', 'costCeiling'), member);
    fc.assert(
      fc.property(fc.oneof(anything, fc.jsonValue()), (value) => {
        const parsed = checkScalingPolicy(value);
        expect('policy' in parsed || parsed.faults.length > 0).toBe(true);
      }),
    );
    expect(parseScalingPolicy('{')).toEqual({ faults: [expect.stringContaining('not JSON')] });
  });
});

describe('cron', () => {
  it.each([
    '0 8 * * MON-FRI',
    '*/5 0-23/2 1,15 JAN-MAR,12 *',
    '0 0 29 2 *',
    '0 0 31 * *',
    '0 0 30 2 MON',
    '0 0 31 2-5/3 *',
    '0 0 31 */5 *',
    '0 0 31 4,*/2 *',
    '0 0 28-31/3 2 *',
    '0 0 31,*/10 FEB *',
    '0 0 * * FRI-SUN',
    '0 0 * * 5-7',
  ])('accepts %s', (text) => {
    expect(cronFault(text)).toBeUndefined();
    expect(new Cron(text, { paused: true, mode: '5-part' }).nextRun()).not.toBeNull();
  });

  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '0  8 * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * 32 * *',
    '* * * 13 *',
    '* * * * 8',
    '5-1 * * * *',
    '*/0 * * * *',
    '5/2 * * * *',
    'a * * * *',
    '1, * * * *',
    '1-2-3 * * * *',
    '-1 * * * *',
    '@daily',
    '0 0 L * *',
    '0 0 30 FEB *',
    '0 0 31 4,6 *',
    '0 0 31 2-4/2 *',
    '0 0 31 4-11/5 *',
    '0 0 31 APR-JUN/2,FEB *',
    '0 0 30-31/1 2-3/2 *',
    '0 0 31 4 */2',
  ])('refuses %s', (text) => {
    expect(cronFault(text)).toMatch(/\S/);
  });

  it('accepts nothing that the clock cannot read', () => {
    const part = fc.oneof(
      fc.constantFrom('*', '*/2', 'MON', 'sun', 'JAN-MAR', 'SAT-SUN', 'L', '?', '0-7', '7', '2-4/2', '31'),
      fc.tuple(fc.nat(70), fc.nat(70)).map(([from, to]) => `${from}-${to}`),
      fc.nat(70).map(String),
    );
    const expression = fc.array(part, { minLength: 5, maxLength: 5 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(expression, (text) => {
        if (cronFault(text) === undefined) {
          expect(new Cron(text, { paused: true, mode: '5-part' }).nextRun()).not.toBeNull();
        }
      }),
      { numRuns: 2000 },
    );
  });
});
