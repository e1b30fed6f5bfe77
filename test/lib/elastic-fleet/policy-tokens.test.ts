import { CfnParameter, Duration, Lazy, Size, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { makeFleet } from './fixtures';

describe('tokens in the policy of an ElasticFleet', () => {
  it('are accepted for the fewest nodes, however many shards there are', () => {
    const make = () =>
      makeFleet((scope) => ({
        minNodes: new CfnParameter(scope, 'Fewest', { type: 'Number' }).valueAsNumber,
        maxNodes: 40,
        shardCount: 50_000,
      }));

    expect(make).not.toThrow();
  });

  it('are accepted for risk, windows and money', () => {
    const { stack } = makeFleet((scope) => {
      const number = (id: string) => new CfnParameter(scope, id, { type: 'Number' }).valueAsNumber;
      const text = (id: string) => new CfnParameter(scope, id).valueAsString;
      return {
        minNodes: number('Fewest'),
        forecast: { maxUnmet: number('Risk'), startUp: Duration.seconds(number('StartUp')) },
        scheduleWindows: [
          {
            name: 'day',
            start: text('Start'),
            timeZone: TimeZone.of(text('Zone')),
            duration: Duration.hours(8),
            floor: number('Floor'),
          },
        ],
        costCeiling: { dollarsPerHour: 9, nodeDollarsPerHour: number('Price') },
      };
    });
    const functions = JSON.stringify(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    for (const name of ['Fewest', 'Risk', 'StartUp', 'Start', 'Zone', 'Floor', 'Price']) {
      expect(functions).toContain(`{"Ref":"${name}"}`);
    }
  });

  it('are accepted for thresholds, be they the only ones', () => {
    const { stack } = makeFleet((scope) => {
      const number = (id: string) => new CfnParameter(scope, id, { type: 'Number' }).valueAsNumber;
      return { thresholds: { cpuPercent: number('Cpu'), queriesPerSecond: number('Queries') } };
    });

    const functions = JSON.stringify(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    expect(functions).toContain('{"Ref":"Cpu"}');
    expect(functions).toContain('{"Ref":"Queries"}');
  });

  it('are accepted for copies, budgets and flushes', () => {
    const { stack } = makeFleet((scope) => {
      const number = new CfnParameter(scope, 'Number', { type: 'Number' }).valueAsNumber;
      return {
        replicas: number,
        moveBudgets: { perNode: number },
        flushAfter: Duration.seconds(number),
        flushBytes: Size.bytes(number),
      };
    });

    const functions = JSON.stringify(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    expect(functions.match(/"Ref":"Number"/g)).toHaveLength(4 * 4);
  });

  it('are refused by name in a unit that cannot be converted', () => {
    const make = () =>
      makeFleet((scope) => {
        const minutes = Duration.minutes(new CfnParameter(scope, 'Number', { type: 'Number' }).valueAsNumber);
        const hours = Duration.hours(Lazy.number({ produce: () => 1 }));
        return {
          flushAfter: minutes,
          moveTimeout: minutes,
          scaleInAfter: minutes,
          forecast: { maxUnmet: 0.01, startUp: minutes, metricDelay: minutes },
          scheduleWindows: [{ name: 'day', start: '0 8 * * *', timeZone: TimeZone.ETC_UTC, duration: hours, floor: 3 }],
          flushBytes: Size.mebibytes(Lazy.number({ produce: () => 1 })),
        };
      });

    expect(make).toThrow(/Test\/Fleet: 7 faults/);
    expect(make).toThrow(/\[UnitOfToken\] forecast\.startUp .* give forecast\.startUp as Duration\.seconds\(\)/);
    expect(make).toThrow(/\[UnitOfToken\] scheduleWindows\[0\]\.duration .* as Duration\.minutes\(\)/);
    expect(make).toThrow(/\[UnitOfToken\] flushBytes .* as Size\.bytes\(\)/);
  });
});
