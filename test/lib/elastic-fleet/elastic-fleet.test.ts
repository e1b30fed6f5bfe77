import { App, CfnParameter, Duration, RemovalPolicy, Size, Stack, TimeZone } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { ElasticFleet } from '../../../lib';
import { makeForeignStack } from '../support/foreign-stack';
import { makeFleet, nvmeMachine } from './fixtures';

describe('the group of an ElasticFleet', () => {
  it('Law 1: has no desired capacity, and new instances are protected from scale-in', () => {
    const { stack } = makeFleet();
    Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '2',
      MaxSize: '6',
      DesiredCapacity: Match.absent(),
      NewInstancesProtectedFromScaleIn: true,
    });
  });

  it('Law 1: fails at synth when somebody adds a scaling policy', () => {
    const { stack, fleet } = makeFleet();
    fleet.nodeGroup.autoScalingGroup.scaleOnCpuUtilization('Second', { targetUtilizationPercent: 50 });
    expect(() => Template.fromStack(stack)).toThrow(/Second/);
  });

  it('Law 2: keeps an instance whose termination was not allowed', () => {
    const { stack } = makeFleet();
    Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
      LifecycleHookSpecificationList: Match.arrayWith([
        Match.objectLike({ LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', DefaultResult: 'ABANDON' }),
      ]),
    });
  });
});

describe('the shard table of an ElasticFleet', () => {
  it('is recoverable, protected and kept', () => {
    const template = Template.fromStack(makeFleet().stack);
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });

  it('goes with the stack only when asked', () => {
    const { stack } = makeFleet({ removalPolicy: RemovalPolicy.DESTROY });
    Template.fromStack(stack).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtectionEnabled: false },
    });
  });

  it('tells a node its work by one index and its shards by another', () => {
    Template.fromStack(makeFleet().stack).hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'by-actor',
          KeySchema: Match.arrayWith([{ AttributeName: 'actor', KeyType: 'HASH' }]),
        }),
        Match.objectLike({
          IndexName: 'by-owner',
          KeySchema: Match.arrayWith([{ AttributeName: 'owner', KeyType: 'HASH' }]),
        }),
      ],
    });
  });
});

describe('the functions of an ElasticFleet', () => {
  it('are four and a guard on nodejs24.x, each with log retention', () => {
    const template = Template.fromStack(makeFleet({ removalPolicy: RemovalPolicy.RETAIN }).stack);
    template.resourcePropertiesCountIs('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Handler: 'index.handler' }, 5);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('are not retried and get no old events', () => {
    const template = Template.fromStack(makeFleet().stack);
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 5);
    template.allResourcesProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('run each minute, and the lifecycle function when an instance of this very group is to be ended', () => {
    const { stack } = makeFleet({ fleetName: 'orders' });
    const template = Template.fromStack(stack);
    const retries = { RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } };
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: Array(4).fill(Match.objectLike(retries)),
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.autoscaling'],
        'detail-type': ['EC2 Instance-terminate Lifecycle Action'],
        detail: { AutoScalingGroupName: ['orders-nodes'] },
      },
    });
  });

  it('give the rebalancer the time to wait for a lease, and tell it in its schedule that it may', () => {
    const template = Template.fromStack(makeFleet().stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('which node holds which shard'),
      Timeout: 125,
    });
    template.resourcePropertiesCountIs('AWS::Lambda::Function', { Timeout: 50 }, 4);
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: Match.arrayWith([
        Match.objectLike({
          InputTransformer: { InputPathsMap: { time: '$.time' }, InputTemplate: '{"time":<time>,"mayWait":true}' },
        }),
      ]),
    });
  });

  it('Law 2: are made before the group and deleted after it, so that every hook finds somebody to answer', () => {
    const template = Template.fromStack(makeFleet().stack);
    const [group] = Object.values(template.findResources('AWS::AutoScaling::AutoScalingGroup'));
    const controllers = ['AWS::Lambda::Function', 'AWS::Events::Rule', 'AWS::Lambda::Permission'].flatMap((type) =>
      Object.keys(template.findResources(type)),
    );
    const guarded = controllers.filter((id) => !id.startsWith('FleetParkGuard'));
    expect(group?.DependsOn).toEqual(expect.arrayContaining(guarded));
  });

  it('may change only their own group', () => {
    const { stack } = makeFleet({ fleetName: 'orders' });
    const group = Match.objectLike({
      'Fn::Join': ['', Match.arrayWith([':autoScalingGroup:*:autoScalingGroupName/orders-nodes'])],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: [
              'autoscaling:SetDesiredCapacity',
              'autoscaling:TerminateInstanceInAutoScalingGroup',
              'autoscaling:SuspendProcesses',
            ],
            Resource: group,
          }),
        ]),
      },
    });
  });

  it('cannot change the size of the group in observe-only mode, but answer its hooks', () => {
    const { stack } = makeFleet({ observeOnly: true });
    const template = Template.fromStack(stack);
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    expect(policies).not.toMatch(/SetDesiredCapacity|TerminateInstance|SuspendProcesses/);
    expect(policies).toContain('CompleteLifecycleAction');
    template.resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { Environment: { Variables: Match.objectLike({ FLEET_MODE: 'observe' }) } },
      4,
    );
  });

  it('scan nothing', () => {
    const policies = JSON.stringify(Template.fromStack(makeFleet().stack).findResources('AWS::IAM::Policy'));
    expect(policies).not.toContain('dynamodb:Scan');
    expect(policies).not.toContain('dynamodb:*');
  });
});

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

describe('the alarms of an ElasticFleet', () => {
  it('are ten, each with a name, a severity and a runbook entry', () => {
    const { stack, fleet } = makeFleet({ fleetName: 'orders' });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(10);
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

  it('watch the age of unflushed writes by the time that flushes are due after', () => {
    const { stack } = makeFleet({ fleetName: 'orders', flushAfter: Duration.seconds(30) });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'orders-RecoveryPoint',
      Threshold: 120,
      EvaluationPeriods: 5,
    });
  });

  it('count dead letters also while some queue never held one', () => {
    const { stack } = makeFleet({ fleetName: 'orders' });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'orders-DeadLetters',
      Metrics: Match.arrayWith([Match.objectLike({ Expression: Match.stringLikeRegexp('^SUM\\(\\[FILL') })]),
    });
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

describe('the order of an ElasticFleet', () => {
  it('gives nodes their rights and their network before the first and until the last of them', () => {
    const template = Template.fromStack(makeFleet().stack);
    const [group] = Object.values(template.findResources('AWS::AutoScaling::AutoScalingGroup'));
    const [policy] = Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => /NodesRole/.test(id));
    const routes = Object.keys(template.findResources('AWS::EC2::SubnetRouteTableAssociation'));
    expect(routes.length).toBeGreaterThan(0);
    expect(group?.DependsOn).toEqual(expect.arrayContaining([policy, ...routes]));
  });
});

describe('what others do with an ElasticFleet', () => {
  it('routes its decisions to a target', () => {
    const { stack, fleet } = makeFleet({ fleetName: 'orders' });
    fleet.onScalingDecision('ToQueue', { target: new targets.SqsQueue(new sqs.Queue(stack, 'Queue')) });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['elastic-fleet'],
        'detail-type': ['Fleet Scaling Decision'],
        detail: { fleet: ['orders'] },
      },
      Targets: [Match.objectLike({ Arn: Match.anyValue() })],
    });
  });

  it('offers its metrics with the fleet as dimension', () => {
    const { fleet } = makeFleet({ fleetName: 'orders' });
    const metric = fleet.metricUnownedShards({ period: Duration.minutes(5) });
    expect(metric.namespace).toBe('ElasticFleet');
    expect(metric.metricName).toBe('UnownedShards');
    expect(metric.dimensions).toEqual({ Fleet: 'orders' });
    expect(metric.period.toMinutes()).toBe(5);
  });

  it('sends decisions to a bus of theirs', () => {
    const stack = new Stack(new App(), 'Buses');
    const eventBus = events.EventBus.fromEventBusName(stack, 'Bus', 'theirs');
    const fleet = makeFleet({ eventBus });
    Template.fromStack(fleet.stack).resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { Environment: { Variables: Match.objectLike({ FLEET_EVENT_BUS_NAME: 'theirs' }) } },
      4,
    );
  });

  it('fits into a foreign stack with imported network and key', () => {
    const foreign = makeForeignStack();
    new ElasticFleet(foreign.stack, 'Fleet', {
      vpc: foreign.vpc,
      machine: nvmeMachine(),
      maxNodes: 4,
      shardCount: 32,
      encryptionKey: foreign.key,
    });
    const template = Template.fromStack(foreign.stack);
    const arn = foreign.key.keyArn;
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { KMSMasterKeyId: arn, SSEEnabled: true },
    });
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: arn });
    template.resourceCountIs('AWS::EC2::VPC', 0);
    Annotations.fromStack(foreign.stack).hasNoError('*', Match.anyValue());
  });
});
