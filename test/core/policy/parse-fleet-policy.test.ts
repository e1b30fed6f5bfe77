import { describe, expect, it } from 'vitest';
import { POLICY_DEFAULTS } from '../../../core/policy/fleet-policy';
import { parseFleetPolicy } from '../../../core/policy/parse-fleet-policy';

const FORECAST = { maxUnmet: 0.001, startUpSeconds: 300 };
const WINDOW = { name: 'day', start: '0 8 * * MON-FRI', timeZone: 'Europe/Berlin', minutes: 600, floor: 4 };
const REQUIRED = { minNodes: 2, maxNodes: 6, shardCount: 64 };

function faultsOf(changes: object): readonly string[] {
  const parsed = parseFleetPolicy(JSON.stringify({ ...REQUIRED, ...changes }));
  return 'faults' in parsed ? parsed.faults : [];
}

describe('parseFleetPolicy', () => {
  it('fills in the defaults', () => {
    expect(parseFleetPolicy(JSON.stringify(REQUIRED))).toEqual({ policy: { ...POLICY_DEFAULTS, ...REQUIRED } });
  });

  it('watches only the thresholds that are given', () => {
    const parsed = parseFleetPolicy(JSON.stringify({ ...REQUIRED, thresholds: { cpuPercent: 55 } }));
    expect(parsed).toMatchObject({ policy: { thresholds: { cpuPercent: 55 } } });
    expect('policy' in parsed && parsed.policy.thresholds.memoryPercent).toBeUndefined();
  });

  it('fills in budgets one by one', () => {
    const parsed = parseFleetPolicy(JSON.stringify({ ...REQUIRED, moveBudgets: { perNode: 1 } }));
    expect(parsed).toMatchObject({ policy: { moveBudgets: { ...POLICY_DEFAULTS.moveBudgets, perNode: 1 } } });
  });

  it('fills in the settings of a flush one by one', () => {
    const parsed = parseFleetPolicy(JSON.stringify({ ...REQUIRED, flush: { seconds: 5 } }));
    expect(parsed).toMatchObject({ policy: { flush: { bytes: 8_388_608, seconds: 5 } } });
  });

  it('takes forecast, windows, growth and cost as they are given, and none of them by default', () => {
    const sizing = {
      forecast: { ...FORECAST, metricDelaySeconds: 0 },
      windows: [WINDOW],
      limits: { growthFactor: 1.5 },
      costCeiling: { dollarsPerHour: 6.2, nodeDollarsPerHour: 3.1 },
    };
    expect(parseFleetPolicy(JSON.stringify({ ...REQUIRED, ...sizing }))).toEqual({
      policy: { ...POLICY_DEFAULTS, ...REQUIRED, ...sizing },
    });
    const plain = parseFleetPolicy(JSON.stringify(REQUIRED));
    expect(plain).toMatchObject({ policy: { windows: [], limits: { growthFactor: 2 } } });
    expect('policy' in plain && Object.keys(plain.policy)).not.toContain('forecast');
  });

  it.each([
    [
      'minNodes above maxNodes',
      { minNodes: 7 },
      'minNodes is 7; accepted: at most maxNodes, which is 6. Lower minNodes to 6 or raise maxNodes to 7.',
    ],
    [
      'minNodes of 0',
      { minNodes: 0 },
      'minNodes is 0; accepted: a whole number of nodes from 1 to 1000. Raise minNodes to at least 1.',
    ],
    ['too many nodes', { maxNodes: 1001 }, 'Lower maxNodes to at most 1000.'],
    ['half a node', { minNodes: 1.5 }, 'Round minNodes to a whole number.'],
    [
      'a number as text',
      { minNodes: '2' },
      'minNodes is "2"; accepted: a whole number of nodes from 1 to 1000. Write minNodes as a plain number.',
    ],
    ['no copy', { replicas: 0 }, 'Raise replicas to at least 1.'],
    ['too many copies', { maxNodes: 9, replicas: 6 }, 'Lower replicas to at most 5.'],
    [
      'more copies than nodes',
      { minNodes: 1, maxNodes: 2, replicas: 3 },
      'replicas is 3; accepted: at most maxNodes, which is 2. Lower replicas to 2 or raise maxNodes to 3.',
    ],
    [
      'a move that must be done before the next tick but one',
      { moveTimeoutSeconds: 119 },
      'moveTimeoutSeconds is 119; accepted: at least twice tickSeconds, which is 60. Raise moveTimeoutSeconds to 120 or more.',
    ],
    ['a flush of less than 64 KiB', { flush: { bytes: 65_535 } }, 'Raise flush.bytes to at least 65536.'],
    ['a flush every hour and more', { flush: { seconds: 3601 } }, 'Lower flush.seconds to at most 3600.'],
    ['a flush without a pause', { flush: { seconds: 0 } }, 'Raise flush.seconds to at least 1.'],
    ['a flush that is no object', { flush: 60 }, 'Write flush as an object.'],
    ['an unknown part of a flush', { flush: { minutes: 1 } }, 'flush.minutes is not known; accepted: bytes, seconds.'],
    ['no shard', { shardCount: 0 }, 'Raise shardCount to at least 1.'],
    ['too many shards', { shardCount: 50_001 }, 'Lower shardCount to at most 50000.'],
    [
      'a missing shardCount',
      { shardCount: undefined },
      'shardCount is missing; accepted: a whole number of shards from 1 to 50000. Give shardCount.',
    ],
    [
      'an unknown strategy',
      { strategy: 'random' },
      `strategy is "random"; accepted: consistent-hashing. Set strategy to one of these, or leave it out for 'consistent-hashing'.`,
    ],
    ['an unknown scaling', { scaling: 'auto' }, 'scaling is "auto"; accepted: automatic, manual.'],
    [
      'a threshold above 100',
      { thresholds: { cpuPercent: 170 } },
      'thresholds.cpuPercent is 170; accepted: a number of percent from 1 to 100. Lower thresholds.cpuPercent to at most 100.',
    ],
    ['a threshold of 0', { thresholds: { diskPercent: 0 } }, 'Raise thresholds.diskPercent to at least 1.'],
    [
      'a rate of 0',
      { thresholds: { queriesPerSecond: 0 } },
      'thresholds.queriesPerSecond is 0; accepted: a number above 0. Raise thresholds.queriesPerSecond above 0.',
    ],
    ['no threshold', { thresholds: {} }, 'Name at least one metric'],
    ['thresholds that are a number', { thresholds: 70 }, 'Write thresholds as an object.'],
    ['an unknown threshold', { thresholds: { cpuPercent: 70, cpu: 70 } }, 'thresholds.cpu is not known'],
    ['an unknown member', { minNode: 1 }, 'minNode is not known; accepted: minNodes, maxNodes'],
    [
      'a heartbeat over a third of the lease',
      { heartbeatSeconds: 16 },
      'heartbeatSeconds is 16; accepted: at most a third of leaseSeconds, which is 45. Lower heartbeatSeconds to 15 or raise leaseSeconds to 48.',
    ],
    [
      'a stop above the start',
      { rebalanceToMaxOverMean: 1.2 },
      'rebalanceToMaxOverMean is 1.2; accepted: at most rebalanceAboveMaxOverMean, which is 1.1.',
    ],
    ['a start of 1', { rebalanceAboveMaxOverMean: 1 }, 'accepted: a number above 1 and at most 10'],
    ['a budget of 0', { moveBudgets: { perZone: 0 } }, 'Raise moveBudgets.perZone to at least 1.'],
    ['an unknown budget', { moveBudgets: { perRegion: 4 } }, 'moveBudgets.perRegion is not known'],
    ['no replica', { replicas: 0 }, 'replicas is 0; accepted: a whole number of copies from 1 to 5.'],
    ['six replicas', { replicas: 6 }, 'Lower replicas to at most 5.'],
    [
      'moves of less than a minute',
      { moveTimeoutSeconds: 59 },
      'moveTimeoutSeconds is 59; accepted: a whole number of seconds from 60 to 86400.',
    ],
    ['flushes of a few bytes', { flush: { bytes: 1024 } }, 'Raise flush.bytes to at least 65536.'],
    ['flushes after two hours', { flush: { seconds: 7200 } }, 'Lower flush.seconds to at most 3600.'],
    ['an unknown member of flush', { flush: { megabytes: 8 } }, 'flush.megabytes is not known'],
    ['a flush that is a number', { flush: 8 }, 'Write flush as an object.'],
    [
      'a forecast without a risk',
      { forecast: { maxUnmet: 0, startUpSeconds: 300 } },
      'forecast.maxUnmet is 0; accepted: a number above 0 and at most 0.5. Raise forecast.maxUnmet above 0.',
    ],
    [
      'a forecast of hours',
      { forecast: { maxUnmet: 0.01, startUpSeconds: 7200 } },
      'Lower forecast.startUpSeconds to at',
    ],
    ['a forecast without a start-up time', { forecast: { maxUnmet: 0.01 } }, 'Give forecast.startUpSeconds.'],
    [
      'a negative delay',
      { forecast: { maxUnmet: 0.01, startUpSeconds: 60, metricDelaySeconds: -1 } },
      'Raise forecast.metricDelaySeconds to at least 0.',
    ],
    ['a forecast that is a number', { forecast: 0.01 }, 'Write forecast as an object, or leave it out'],
    ['an unknown part of a forecast', { forecast: { ...FORECAST, risk: 1 } }, 'forecast.risk is not known'],
    [
      'a forecast that sees every fifth minute',
      { forecast: FORECAST, tickSeconds: 300 },
      'tickSeconds is 300; accepted: 60 when there is a forecast. Set tickSeconds to 60 or leave forecast out.',
    ],
    ['no growth', { limits: { growthFactor: 1 } }, 'Raise limits.growthFactor above 1.'],
    ['limits that are a number', { limits: 2 }, 'Write limits as an object.'],
    ['an unknown limit', { limits: { actionsPerHour: 2 } }, 'limits.actionsPerHour is not known'],
    [
      'too little money for the minimum',
      { costCeiling: { dollarsPerHour: 5, nodeDollarsPerHour: 3.1 } },
      'costCeiling.dollarsPerHour is 5; accepted: at least 6.2, which is what minNodes of 2 cost at 3.1 each. Raise',
    ],
    ['a free node', { costCeiling: { dollarsPerHour: 5, nodeDollarsPerHour: 0 } }, 'nodeDollarsPerHour above 0.'],
    ['a cost that is a number', { costCeiling: 5 }, 'Write costCeiling as an object, or leave it out'],
    ['windows that are one', { windows: WINDOW }, 'Write windows as a list.'],
    [
      'eleven windows',
      { windows: Array.from({ length: 11 }, () => WINDOW) },
      'windows is "11 windows"; accepted: at most 10',
    ],
    [
      'a window that starts never',
      { windows: [{ ...WINDOW, start: '0 25 * * *' }] },
      'windows[0].start is "0 25 * * *"',
    ],
    [
      'a window in no zone',
      { windows: [{ ...WINDOW, timeZone: 'Mars/Olympus' }] },
      'windows[0].timeZone is "Mars/Olympus"',
    ],
    [
      'a floor that the maximum forbids',
      { windows: [{ ...WINDOW, floor: 7 }] },
      `the floor of window 'day' is 7; accepted: at most maxNodes, which is 6. Lower the floor to 6 or raise maxNodes to 7.`,
    ],
    [
      'a ceiling below the minimum',
      { windows: [{ ...WINDOW, floor: undefined, ceiling: 1 }] },
      `the ceiling of window 'day' is 1; accepted: at least minNodes, which is 2.`,
    ],
    ['a tick below a minute', { tickSeconds: 10 }, 'Raise tickSeconds to at least 60.'],
    ['infinity', { scaleInAfterSeconds: Number.POSITIVE_INFINITY }, 'scaleInAfterSeconds is null'],
  ])('refuses %s', (_case, changes, fault) => {
    const faults = faultsOf(changes);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  it('refuses more shards than the fewest nodes can list in their heartbeats', () => {
    const parse = (minNodes: number) => parseFleetPolicy(JSON.stringify({ minNodes, maxNodes: 9, shardCount: 10_001 }));
    expect(parse(2)).toEqual({ faults: [expect.stringContaining('raise minNodes to 3')] });
    expect(parse(3)).toHaveProperty('policy');
  });

  it('fills in the member of flush that is not given', () => {
    const json = JSON.stringify({ minNodes: 1, maxNodes: 2, shardCount: 3, flush: { seconds: 5 } });
    expect(parseFleetPolicy(json)).toMatchObject({ policy: { flush: { bytes: 8_388_608, seconds: 5 } } });
  });

  it('reports all faults at once', () => {
    const faults = faultsOf({ minNodes: 9, strategy: 'x', thresholds: { cpuPercent: 0 }, typo: 1, leaseSeconds: 40 });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'typo',
      'strategy',
      'thresholds.cpuPercent',
      'minNodes',
      'heartbeatSeconds',
    ]);
  });

  it.each(['', '{', 'null', '[]', '"text"', '7'])('refuses %j', (json) => {
    expect(parseFleetPolicy(json)).toMatchObject({ faults: [expect.stringContaining('the policy is not')] });
  });
});
