import { App, CfnParameter, Duration, Size, Stack, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import { ElasticFleet, type ElasticFleetProps } from '../../../lib';
import { makeFleet, nvmeMachine } from './fixtures';

/** The policy that the functions of a fleet are given. */
function policyOf(stack: Stack): unknown {
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const [text] = functions.flatMap((one) => one.Properties.Environment?.Variables?.FLEET_POLICY ?? []);
  return JSON.parse(text);
}

describe('the policy of an ElasticFleet', () => {
  it('reaches the functions as JSON', () => {
    const { stack } = makeFleet({ thresholds: { cpuPercent: 55, queriesPerSecond: 900 }, lease: Duration.seconds(30) });
    const functions = Template.fromStack(stack).findResources('AWS::Lambda::Function');
    const policies = Object.values(functions).flatMap(
      (one) => one.Properties.Environment?.Variables?.FLEET_POLICY ?? [],
    );
    expect(policies.map((text) => JSON.parse(text))).toEqual(
      Array(4).fill(
        expect.objectContaining({
          minNodes: 2,
          maxNodes: 6,
          shardCount: 16,
          thresholds: { cpuPercent: 55, queriesPerSecond: 900 },
          leaseSeconds: 30,
          heartbeatSeconds: 10,
        }),
      ),
    );
  });

  it('says how far ahead, when, how fast and for how much money the fleet grows', () => {
    const { stack } = makeFleet({
      forecast: { maxUnmet: 0.001, startUp: Duration.minutes(7) },
      scheduleWindows: [
        {
          name: 'day',
          start: '30 7 * * MON-FRI',
          timeZone: TimeZone.EUROPE_BERLIN,
          duration: Duration.hours(11),
          floor: 4,
        },
      ],
      costCeiling: { dollarsPerHour: 20, nodeDollarsPerHour: 3.5 },
      growthFactor: 1.5,
    });

    expect(policyOf(stack)).toMatchObject({
      forecast: { maxUnmet: 0.001, startUpSeconds: 420 },
      windows: [{ name: 'day', start: '30 7 * * MON-FRI', timeZone: 'Europe/Berlin', minutes: 660, floor: 4 }],
      costCeiling: { dollarsPerHour: 20, nodeDollarsPerHour: 3.5 },
      limits: { growthFactor: 1.5 },
    });
  });

  it('carries none of these unless they are given', () => {
    const policy = policyOf(makeFleet().stack);
    for (const name of ['forecast', 'windows', 'costCeiling', 'limits']) {
      expect(policy).not.toHaveProperty(name);
    }
  });

  it('says how many copies there are, when they are flushed and how long a move may take', () => {
    const { stack } = makeFleet({
      replicas: 3,
      flushAfter: Duration.seconds(10),
      flushBytes: Size.mebibytes(1),
      moveTimeout: Duration.minutes(5),
      moveBudgets: { perNode: 2 },
    });

    expect(policyOf(stack)).toMatchObject({
      replicas: 3,
      flush: { bytes: 1024 * 1024, seconds: 10 },
      moveTimeoutSeconds: 300,
      moveBudgets: { perNode: 2, perZone: 40, perFleet: 100 },
    });
  });

  it('has one copy, flushed after 60 s or 8 MiB, and gives a move 15 minutes, unless told otherwise', () => {
    expect(policyOf(makeFleet().stack)).toMatchObject({
      replicas: 1,
      flush: { bytes: 8 * 1024 * 1024, seconds: 60 },
      moveTimeoutSeconds: 900,
    });
  });

  it('fails when there are more copies than are made', () => {
    expect(() => makeFleet({ replicas: 6 })).toThrow(/replicas is 6/);
  });

  it('fails when a flush is smaller than its price', () => {
    expect(() => makeFleet({ flushBytes: Size.kibibytes(1) })).toThrow(/flush.bytes is 1024/);
    expect(() => makeFleet({ flushBytes: Size.kibibytes(100.3) })).toThrow(/flush.bytes is 102707.2/);
  });

  it('fails with every fault at once', () => {
    const broken = () => makeFleet({ minNodes: 1, maxNodes: 2, shardCount: 0, thresholds: { cpuPercent: 170 } });
    expect(broken).toThrow(/shardCount is 0/);
    expect(broken).toThrow(/cpuPercent is 170/);
  });

  it('fails when min is above max', () => {
    expect(() => makeFleet({ minNodes: 9, maxNodes: 6 })).toThrow(/minNodes is 9/);
  });

  it('refuses a time that is none, in a zone that is none, and money that does not pay for the minimum', () => {
    const window = {
      name: 'day',
      start: '61 7 * * *',
      timeZone: TimeZone.of('Berlin'),
      duration: Duration.seconds(90),
      floor: 3,
    };
    const broken = () =>
      makeFleet({ scheduleWindows: [window], costCeiling: { dollarsPerHour: 1, nodeDollarsPerHour: 3 } });
    expect(broken).toThrow(/windows\[0\].start is "61 7 \* \* \*"/);
    expect(broken).toThrow(/windows\[0\].timeZone is "Berlin"/);
    expect(broken).toThrow(/windows\[0\].minutes is 1.5/);
    expect(broken).toThrow(/costCeiling.dollarsPerHour is 1; accepted: at least 6/);
  });

  it('refuses a risk of nothing', () => {
    expect(() => makeFleet({ forecast: { maxUnmet: 0, startUp: Duration.minutes(5) } })).toThrow(/maxUnmet is 0/);
  });

  it('accepts tokens', () => {
    const stack = new Stack(new App(), 'Test');
    const most = new CfnParameter(stack, 'Most', { type: 'Number' });
    new ElasticFleet(stack, 'Fleet', {
      vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      machine: nvmeMachine(),
      maxNodes: most.valueAsNumber,
      shardCount: 8,
    });
    const functions = JSON.stringify(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    expect(functions).toContain('{"Ref":"Most"}');
  });
});

describe('a duration with a part of a second', () => {
  const odd = Duration.millis(90_500);

  it.each<[string, Partial<ElasticFleetProps>]>([
    ['flush.seconds', { flushAfter: odd }],
    ['moveTimeoutSeconds', { moveTimeout: odd }],
    ['scaleInAfterSeconds', { scaleInAfter: odd }],
    ['leaseSeconds', { lease: odd }],
    ['forecast.startUpSeconds', { forecast: { maxUnmet: 0.01, startUp: odd } }],
    ['forecast.metricDelaySeconds', { forecast: { maxUnmet: 0.01, startUp: Duration.minutes(2), metricDelay: odd } }],
  ])('is refused as %s, by its name', (name, props) => {
    expect(() => makeFleet(props)).toThrow(`[PolicyNotAccepted] ${name} is 90.5; accepted: a whole number of seconds`);
  });
});
