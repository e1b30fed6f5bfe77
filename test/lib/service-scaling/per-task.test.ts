import { Duration, Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { AcceptableBacklog, ServiceScaling } from '../../../lib/service-scaling';
import { makeForeignStack } from '../support/foreign-stack';
import { makeInsightfulScaling, makeScaling, POLICY } from './fixtures';

const CONNECTIONS = new cloudwatch.Metric({
  namespace: 'Chat',
  metricName: 'Open',
  statistic: 'Sum',
  unit: cloudwatch.Unit.COUNT,
});
const TASKS = new cloudwatch.Metric({ namespace: 'Chat', metricName: 'Tasks', statistic: 'Maximum' });

describe('a target for the backlog of each task', () => {
  it('divides the waiting messages by the running tasks', () => {
    const { stack, scaling } = makeInsightfulScaling();
    const queue = new sqs.Queue(stack, 'Queue');
    scaling.trackBacklogPerTask({ queue, acceptableBacklog: AcceptableBacklog.ofMessages(25) });

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: { Ref: Match.stringLikeRegexp('^ScalingTarget') },
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 25,
        ScaleOutCooldown: 60,
        ScaleInCooldown: 300,
        CustomizedMetricSpecification: {
          Metrics: [
            {
              Id: 'whole',
              ReturnData: false,
              MetricStat: {
                Metric: {
                  Namespace: 'AWS/SQS',
                  MetricName: 'ApproximateNumberOfMessagesVisible',
                  Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.anyValue(), 'QueueName'] } }],
                },
                Stat: 'Maximum',
              },
            },
            {
              Id: 'tasks',
              ReturnData: false,
              MetricStat: {
                Metric: {
                  Namespace: 'ECS/ContainerInsights',
                  MetricName: 'RunningTaskCount',
                  Dimensions: [
                    { Name: 'ClusterName', Value: { Ref: Match.stringLikeRegexp('^Cluster') } },
                    { Name: 'ServiceName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Service'), 'Name'] } },
                  ],
                },
                Stat: 'Average',
              },
            },
            { Id: 'share', Expression: 'whole / tasks', ReturnData: true },
          ],
        },
      },
    });
  });

  it('is 100 messages where they may wait 10 s and take 100 ms each', () => {
    const { stack, scaling } = makeInsightfulScaling();
    scaling.trackBacklogPerTask({
      queue: new sqs.Queue(stack, 'Queue'),
      acceptableBacklog: AcceptableBacklog.ofLatency({
        latency: Duration.seconds(10),
        processingTime: Duration.millis(100),
      }),
    });

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 100 },
    });
  });

  it.each([
    ['0 messages', AcceptableBacklog.ofMessages(0), /backlog is 0\. Accepted: a number above 0/],
    ['no number of messages', AcceptableBacklog.ofMessages(Number.NaN), /backlog is NaN/],
    [
      'a message that takes longer than it may wait',
      AcceptableBacklog.ofLatency({ latency: Duration.seconds(1), processingTime: Duration.seconds(2) }),
      /\[BacklogNotPossible\] latency and processingTime are 1000 ms and 2000 ms/,
    ],
    [
      'a message that takes no time',
      AcceptableBacklog.ofLatency({ latency: Duration.seconds(1), processingTime: Duration.millis(0) }),
      /\[BacklogNotPossible\]/,
    ],
    [
      'a latency that synth does not know',
      AcceptableBacklog.ofLatency({
        latency: Duration.seconds(Lazy.number({ produce: () => 9 })),
        processingTime: Duration.seconds(2),
      }),
      /\[BacklogNotPossible\] latency and processingTime are not known yet/,
    ],
  ])('fails when it is %s', (_name, acceptableBacklog, message) => {
    const { stack, scaling } = makeInsightfulScaling();
    const queue = new sqs.Queue(stack, 'Queue');

    expect(() => scaling.trackBacklogPerTask({ queue, acceptableBacklog })).toThrow(message);
  });

  it('reads imported queues of its own region alone', () => {
    const { stack, cluster } = makeForeignStack();
    const service = ecs.Ec2Service.fromEc2ServiceAttributes(stack, 'Imported', { cluster, serviceName: 'theirs' });
    const scaling = new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 3 });
    const acceptableBacklog = AcceptableBacklog.ofMessages(5);
    const near = sqs.Queue.fromQueueArn(stack, 'Near', 'arn:aws:sqs:eu-central-1:111122223333:jobs');
    const far = sqs.Queue.fromQueueArn(stack, 'Far', 'arn:aws:sqs:us-east-1:111122223333:jobs');

    expect(() => scaling.trackBacklogPerTask({ queue: far, acceptableBacklog })).toThrow(
      /\[MetricOutOfReach\] queue is of region us-east-1\. Accepted: metrics of the region of the stack, eu-central-1/,
    );
    scaling.trackBacklogPerTask({ queue: near, acceptableBacklog });
    Template.fromStack(stack).resourceCountIs(POLICY, 1);
  });
});

describe('a target for the share of each task', () => {
  it('divides any metric by any count of tasks', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackMetricPerTask('Connections', {
      metric: CONNECTIONS,
      runningTasks: TASKS,
      targetPerTask: 800,
      scaleInCooldown: Duration.minutes(20),
      disableScaleIn: true,
    });

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      PolicyName: Match.stringLikeRegexp('Connections$'),
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 800,
        ScaleInCooldown: 1200,
        DisableScaleIn: true,
        CustomizedMetricSpecification: {
          Metrics: [
            { MetricStat: { Metric: { Namespace: 'Chat', MetricName: 'Open' }, Stat: 'Sum', Unit: 'Count' } },
            { MetricStat: { Metric: { Namespace: 'Chat', MetricName: 'Tasks' }, Stat: 'Maximum' } },
            { Expression: 'whole / tasks' },
          ],
        },
      },
    });
  });

  it('needs Container Insights when no count of tasks is given', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackMetricPerTask('Connections', { metric: CONNECTIONS, targetPerTask: 800 });

    expect(() => Template.fromStack(stack)).toThrow(
      /\[NoContainerInsights\] 'Test\/Cluster\/Resource' does not turn Container Insights on/,
    );
  });

  it('refuses a cluster that turns Container Insights off', () => {
    const { stack, scaling } = makeScaling({}, undefined, ecs.ContainerInsights.DISABLED);
    scaling.trackMetricPerTask('Connections', { metric: CONNECTIONS, targetPerTask: 800 });

    expect(() => Template.fromStack(stack)).toThrow(/\[NoContainerInsights\]/);
  });

  it('is content with enhanced Container Insights', () => {
    const { stack, scaling } = makeScaling({}, undefined, ecs.ContainerInsights.ENHANCED);
    scaling.trackMetricPerTask('Connections', { metric: CONNECTIONS, targetPerTask: 800 });

    Template.fromStack(stack).resourceCountIs(POLICY, 1);
  });

  it('refuses metrics of other regions and accounts', () => {
    const { stack, cluster } = makeForeignStack();
    const service = ecs.Ec2Service.fromEc2ServiceAttributes(stack, 'Imported', { cluster, serviceName: 'theirs' });
    const scaling = new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 3 });

    const track = () =>
      scaling.trackMetricPerTask('Connections', {
        metric: CONNECTIONS.with({ region: 'us-east-1' }),
        runningTasks: TASKS.with({ account: '999999999999' }),
        targetPerTask: 800,
      });
    expect(track).toThrow(/\[MetricOutOfReach\] metric is of region us-east-1/);
    expect(track).toThrow(/\[MetricOutOfReach\] runningTasks is of account 999999999999/);
  });

  it('fails when the target is not above 0', () => {
    const { scaling } = makeScaling();

    expect(() =>
      scaling.trackMetricPerTask('Connections', { metric: CONNECTIONS, runningTasks: TASKS, targetPerTask: -1 }),
    ).toThrow(/targetPerTask is -1/);
  });

  it('accepts tokens', () => {
    const { stack, scaling } = makeScaling();
    const targetPerTask = Lazy.number({ produce: () => 44 });
    scaling.trackMetricPerTask('Connections', { metric: CONNECTIONS, runningTasks: TASKS, targetPerTask });

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 44 },
    });
  });
});
