import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { makeFleet } from './fixtures';

describe('the alarms of an ElasticFleet', () => {
  it('are eleven, each with a name, a severity and a runbook entry', () => {
    const { stack, fleet } = makeFleet({ fleetName: 'orders' });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(11);
    expect(fleet.alarms?.unownedShards.alarmName).toBeDefined();
    for (const { Properties: alarm } of alarms) {
      expect(alarm.AlarmName).toMatch(/^orders-\w+$/);
      expect(alarm.AlarmDescription).toMatch(/^\[(page|ticket)\] .+\. Runbook: .+#[a-z]+$/);
    }
  });

  it('page when a single function falls silent, also without data', () => {
    const { stack } = makeFleet({ fleetName: 'orders' });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'orders-Silent',
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'FILL(runs0, 0) * FILL(runs1, 0) * FILL(runs2, 0) * FILL(runs3, 0)' }),
      ]),
    });
  });

  it('look at the highest value of each minute', () => {
    const { stack } = makeFleet({ fleetName: 'orders' });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'orders-UnownedShards',
      Statistic: 'Maximum',
      Period: 60,
    });
  });

  it('look at each minute of what several functions say, too', () => {
    const alarms = Template.fromStack(makeFleet().stack).findResources('AWS::CloudWatch::Alarm');
    const queries = Object.values(alarms).flatMap(({ Properties: { Metrics = [] } }) => Metrics);
    const periods = queries.flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
    expect(periods.length).toBeGreaterThan(10);
    expect(new Set(periods)).toEqual(new Set([60]));
  });

  it.each([
    ['UnownedShards', 5, 5, 1],
    ['TakeOverBrake', 1, 1, 1],
    ['Silent', 5, 5, 1],
    ['Errors', 3, 5, 1],
    ['DeadLetters', 1, 5, 1],
    ['RetainedInstances', 1, 1, 1],
    ['StuckDrain', 1, 1, 1],
    ['FailedLaunches', 1, 1, 3],
    ['NoCapacity', 15, 15, 1],
    ['AgentFaults', 15, 15, 1],
    ['RecoveryPoint', 5, 5, 4],
  ])('ring for %s after %d minutes of %d', (name, minutes, outOf, threshold) => {
    const { stack } = makeFleet({ fleetName: 'orders' });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `orders-${name}`,
      DatapointsToAlarm: minutes,
      EvaluationPeriods: outOf,
      Threshold: threshold,
    });
  });

  it.each([
    ['left out', () => undefined, 'age / 60'],
    ['given', () => Duration.seconds(30), 'age / 30'],
    [
      'known at deployment only',
      (stack: Stack) => Duration.seconds(new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber),
      { 'Fn::Join': ['', ['age / ', { Ref: 'Seconds' }]] },
    ],
  ])(
    'watch the age of unflushed writes by the time that flushes are due after: %s',
    (_kind, flushAfterIn, Expression) => {
      const { stack } = makeFleet((scope) => ({ fleetName: 'orders', flushAfter: flushAfterIn(scope) }));
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: 'orders-RecoveryPoint',
        Metrics: Match.arrayWith([
          Match.objectLike({ Expression }),
          Match.objectLike({
            Id: 'age',
            MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'RecoveryPointSeconds' }) }),
          }),
        ]),
        Threshold: 4,
      });
      Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('expression'));
    },
  );

  it('count dead letters also while some queue never held one', () => {
    const { stack } = makeFleet({ fleetName: 'orders' });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'orders-DeadLetters',
      Metrics: Match.arrayWith([Match.objectLike({ Expression: Match.stringLikeRegexp('^SUM\\(\\[FILL') })]),
    });
  });

  it('look at more than the newest minute where what has not come yet counts as 0', () => {
    const { stack } = makeFleet({ fleetName: 'orders' });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    const filled = alarms.filter(({ Properties: { Metrics } }) => JSON.stringify(Metrics ?? '').includes('FILL('));
    expect(filled).toHaveLength(3);
    for (const { Properties: alarm } of filled) {
      expect(alarm.EvaluationPeriods, alarm.AlarmName).toBeGreaterThanOrEqual(5);
    }
  });

  it('notify the topic', () => {
    const stack = new Stack(new App(), 'Topics');
    const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-central-1:111122223333:pages');
    const fleet = makeFleet({ alarmTopic: topic });
    const alarms = Template.fromStack(fleet.stack);
    alarms.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topic.topicArn] });
  });

  it('can be declined', () => {
    const { stack, fleet } = makeFleet({ defaultAlarms: false });
    expect(fleet.alarms).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });
});
