import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration, Lazy, TimeZone } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  MetricScope,
  ScalingPolicy,
  ScalingPolicyMode,
  type ScalingPolicyProps,
  ScalingRule,
} from '../../../lib/scaling-policy';
import { FleetConstructError } from '../../../lib/validation/fleet-construct-error';

const CPU = ScalingRule.target({ metric: 'cpuPercent', per: MetricScope.UNIT, target: 60 });

function policyOf(changes: Partial<ScalingPolicyProps> = {}): ScalingPolicy {
  return ScalingPolicy.of({ leastUnits: 1, mostUnits: 40, rules: [CPU], ...changes });
}

/** What the act threw, which must be the one error of the constructs. */
function errorOf(act: () => unknown): FleetConstructError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(FleetConstructError);
    return error as FleetConstructError;
  }
  throw new Error('nothing was thrown');
}

describe('a policy that is written out', () => {
  it('is the JSON that the scaler reads, defaults filled in', () => {
    expect(JSON.parse(policyOf().toJson())).toEqual({
      formatVersion: 1,
      mode: 'automatic',
      leastUnits: 1,
      mostUnits: 40,
      rules: [{ kind: 'target', metric: 'cpuPercent', per: 'unit', target: 60 }],
      windows: [],
      limits: {},
    });
  });

  it('holds every kind of rule', () => {
    const policy = policyOf({
      rules: [
        ScalingRule.predictive({
          metric: 'requests',
          unitCapacity: 900,
          maxUnmet: 0.001,
          startUp: Duration.minutes(7),
          metricDelay: Duration.seconds(90),
        }),
        ScalingRule.threshold({ metric: 'connections', per: MetricScope.FLEET, outAbove: 8000, inBelow: 7000 }),
        ScalingRule.steps({
          metric: 'queueLength',
          per: MetricScope.FLEET,
          outAbove: 50,
          inBelow: 5,
          factor: 1.5,
          saturatesAt: 1000,
        }),
        ScalingRule.target({
          metric: 'cpuPercent',
          per: MetricScope.UNIT,
          target: 60,
          metricDelay: Duration.seconds(90),
        }),
      ],
    });

    expect(JSON.parse(policy.toJson()).rules).toEqual([
      {
        kind: 'predictive',
        metric: 'requests',
        unitCapacity: 900,
        maxUnmet: 0.001,
        startUpSeconds: 420,
        metricDelaySeconds: 90,
      },
      { kind: 'threshold', metric: 'connections', per: 'fleet', outAbove: 8000, inBelow: 7000 },
      { kind: 'steps', metric: 'queueLength', per: 'fleet', outAbove: 50, inBelow: 5, factor: 1.5, saturatesAt: 1000 },
      { kind: 'target', metric: 'cpuPercent', per: 'unit', target: 60, metricDelaySeconds: 90 },
    ]);
  });

  it('holds mode, windows, limits and the cost ceiling', () => {
    const policy = policyOf({
      mode: ScalingPolicyMode.MANUAL,
      windows: [
        {
          name: 'office',
          start: '0 8 * * MON-FRI',
          timeZone: TimeZone.EUROPE_BERLIN,
          duration: Duration.hours(10),
          floor: 4,
        },
      ],
      growthFactor: 3,
      actionsPerHour: 12,
      costCeiling: { dollarsPerHour: 100, unitDollarsPerHour: 4 },
    });

    expect(JSON.parse(policy.toJson())).toMatchObject({
      mode: 'manual',
      windows: [{ name: 'office', start: '0 8 * * MON-FRI', timeZone: 'Europe/Berlin', minutes: 600, floor: 4 }],
      limits: { growthFactor: 3, actionsPerHour: 12 },
      costCeiling: { dollarsPerHour: 100, unitDollarsPerHour: 4 },
    });
  });

  it('fails with every fault at once', () => {
    const error = errorOf(() =>
      policyOf({
        mostUnits: 0,
        rules: [ScalingRule.target({ metric: 'cpuPercent', per: MetricScope.UNIT, target: 0 })],
      }),
    );

    expect(error.code).toBe('PolicyNotAccepted');
    expect(error.message).toMatch(/^ScalingPolicy\.of: 2 faults/);
    expect(error.message).toMatch(/mostUnits is 0; accepted: /);
    expect(error.message).toMatch(/rules\[0\]\.target is 0; accepted: /);
  });

  it('fails when parts of a minute are asked for', () => {
    const window = { name: 'office', start: '0 8 * * *', timeZone: TimeZone.ETC_UTC, duration: Duration.seconds(90) };

    expect(() => policyOf({ windows: [{ ...window, floor: 2 }] })).toThrow(/windows\[0\]\.minutes is 1\.5/);
  });

  it('fails on durations that only the deployment knows, in whatever unit, and names them', () => {
    const later = Lazy.number({ produce: () => 9 });
    const window = { name: 'office', start: '0 8 * * *', timeZone: TimeZone.ETC_UTC, floor: 2 };
    const metricDelay = Duration.minutes(later);
    const rules = [ScalingRule.target({ metric: 'cpuPercent', per: MetricScope.UNIT, target: 60, metricDelay })];

    const error = errorOf(() => policyOf({ windows: [{ ...window, duration: Duration.hours(later) }], rules }));
    expect(error.message).toMatch(/windows\[0\]\.minutes is only known at deployment/);
    expect(error.message).toMatch(/rules\[0\]\.metricDelaySeconds is only known at deployment/);
  });

  it('fails on what only the deployment knows, and names it', () => {
    const later = Lazy.number({ produce: () => 9 });
    const rules = [ScalingRule.target({ metric: 'cpuPercent', per: MetricScope.UNIT, target: later })];

    const error = errorOf(() => policyOf({ mostUnits: later, rules }));
    expect(error.message).toMatch(/mostUnits is only known at deployment/);
    expect(error.message).toMatch(/rules\[0\]\.target is only known at deployment/);
  });
});

describe('a policy in a file', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'fleet-policy-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function write(name: string, text: string): string {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  it('is the one that was written', () => {
    const written = policyOf({ leastUnits: 2 });
    const file = write('web.json', written.toJson());

    expect(ScalingPolicy.fromFile(file).toJson()).toBe(written.toJson());
  });

  it('is read as simulate reads it when an editor began it with a byte order mark', () => {
    const written = policyOf({ leastUnits: 2 });

    expect(ScalingPolicy.fromFile(write('marked.json', `\uFEFF${written.toJson()}`)).toJson()).toBe(written.toJson());
  });

  it('fails with the file and every fault', () => {
    const file = write('bad.json', JSON.stringify({ formatVersion: 9, leastUnits: -1, mostUnits: 4, rules: [] }));

    const error = errorOf(() => ScalingPolicy.fromFile(file));
    expect(error.constructPath).toBe(file);
    expect(error.message).toMatch(/bad\.json: 3 faults/);
    expect(error.message).toMatch(/formatVersion is 9/);
    expect(error.message).toMatch(/leastUnits is -1/);
    expect(error.message).toMatch(/rules is /);
  });

  it('fails when it is no JSON', () => {
    expect(() => ScalingPolicy.fromFile(write('cut.json', '{"formatVersion": 1,'))).toThrow(
      /cut\.json: 1 fault .*\n.*the policy is not JSON/,
    );
  });

  it('fails when there is none, and says where it was looked for', () => {
    const error = errorOf(() => ScalingPolicy.fromFile('no/such.json'));

    expect(error.message).toContain(path.resolve('no/such.json'));
    expect(error.message).toContain('ENOENT');
    expect(error.message).toContain(`relative to '${process.cwd()}' or absolute`);
  });
});
