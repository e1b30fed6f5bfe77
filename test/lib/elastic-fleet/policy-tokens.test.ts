import { CfnParameter, Duration, Size, TimeZone } from 'aws-cdk-lib';
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
});
