import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import {
  ForecastMetric,
  ForecastMode,
  MetricScope,
  type ScaledServiceProps,
  ScalerActuator,
  ScalingPolicy,
  ScalingPolicyMode,
  type ScalingPolicyProps,
  ScalingRule,
  ServiceScaler,
  type ServiceScalerProps,
  ServiceScaling,
} from '../../../lib';
import { actionsOf, statementsOf } from '../support/statements-of';

const RUNBOOK = readFileSync(path.join(__dirname, '../../../docs/runbook.md'), 'utf8');
const SCALER = /^Scaler(Scaler)?Role/;
const LIST = /ServiceList/;

const NIGHT = { name: 'night', start: '0 22 * * *', timeZone: TimeZone.ETC_UTC, duration: Duration.hours(8) };

interface Made {
  readonly stack: Stack;
  readonly scaler: ServiceScaler;
}

const requests = new cloudwatch.Metric({
  namespace: 'App',
  metricName: 'Requests',
  dimensionsMap: { Service: 'api' },
  statistic: cloudwatch.Stats.SUM,
});

function policyOf(mostUnits = 9, mode = ScalingPolicyMode.AUTOMATIC, leastUnits = 1): ScalingPolicy {
  const rule = ScalingRule.predictive({
    metric: 'requests',
    unitCapacity: 100,
    maxUnmet: 0.01,
    startUp: Duration.seconds(75),
  });
  return ScalingPolicy.of({ leastUnits, mostUnits, mode, rules: [rule] });
}

/** Returns a scaler with one service of 1 to 9 tasks. */
function make(props: ServiceScalerProps = {}, changes: Partial<ScaledServiceProps> = {}): Made {
  const stack = new Stack(new App(), 'Test');
  const scaler = new ServiceScaler(stack, 'Scaler', props);
  scaler.addService({
    scaling: scalingOf(stack, 'api', changes.actuator),
    policy: policyOf(),
    metrics: { requests },
    ...changes,
  });
  return { stack, scaler };
}

function scalingOf(stack: Stack, serviceName: string, actuator?: ScalerActuator): ServiceScaling {
  const serviceArn = `arn:aws:ecs:eu-central-1:111122223333:service/cluster/${serviceName}`;
  const service = ecs.BaseService.fromServiceArnWithCluster(stack, serviceName, serviceArn);
  const scaling = new ServiceScaling(stack, `${serviceName}-scaling`, { service, maxCapacity: 9 });
  if (actuator !== ScalerActuator.DESIRED) {
    scaling.trackCpuUtilization({ targetPercent: 60 });
  }
  return scaling;
}

function listedServices({ stack }: Made): unknown[] {
  const [list] = Object.values(Template.fromStack(stack).findResources('Custom::ElasticFleetServices'));
  return list?.Properties.Services.map((text: string) => JSON.parse(text));
}

describe('a ServiceScaler', () => {
  it('hands its services over with their policies and where their metrics are', () => {
    expect(listedServices(make())).toMatchObject([
      {
        resourceId: 'service/cluster/api',
        actuator: 'floor',
        metrics: {
          requests: { namespace: 'App', name: 'Requests', dimensions: { Service: 'api' }, statistic: 'Sum' },
        },
        policy: { mostUnits: 9, rules: [{ kind: 'predictive', metric: 'requests' }] },
      },
    ]);
    const other = make({}, { actuator: ScalerActuator.DESIRED, metricsEmptyAtZero: ['requests'] });
    expect(listedServices(other)).toMatchObject([{ actuator: 'desired', metrics: { requests: { emptyIs: 0 } } }]);
  });

  it('carries the unit that a metric is filtered by, and none otherwise', () => {
    const unit = cloudwatch.Unit.COUNT;
    expect(listedServices(make({}, { metrics: { requests: requests.with({ unit }) } }))).toMatchObject([
      { metrics: { requests: { unit: 'Count' } } },
    ]);
    expect(JSON.stringify(listedServices(make()))).not.toContain('"unit"');
  });

  it('carries names that only the deployment knows', () => {
    const stack = new Stack(new App(), 'Tokens');
    const cluster = new ecs.Cluster(stack, 'Cluster');
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('App', { image: ecs.ContainerImage.fromRegistry('app') });
    const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition });
    const scaling = new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 9 });
    scaling.trackCpuUtilization({ targetPercent: 60 });
    const metrics = { requests: service.metricCpuUtilization() };
    new ServiceScaler(stack, 'Scaler').addService({ scaling, policy: policyOf(), metrics });
    const [list] = Object.values(Template.fromStack(stack).findResources('Custom::ElasticFleetServices'));
    const text = JSON.stringify(list?.Properties.Services[0]);
    expect(text).toContain('"Fn::Join"');
    expect(text).toMatch(/"Fn::GetAtt":\["Service\w+","Name"\]/);
    expect(text).toMatch(/"Ref":"Cluster\w+"/);
  });

  it('takes services of another stack', () => {
    const app = new App();
    const theirs = new Stack(app, 'Theirs');
    const taskDefinition = new ecs.FargateTaskDefinition(theirs, 'Task');
    taskDefinition.addContainer('App', { image: ecs.ContainerImage.fromRegistry('app') });
    const cluster = new ecs.Cluster(theirs, 'Cluster');
    const service = new ecs.FargateService(theirs, 'Service', { cluster, taskDefinition });
    const scaling = new ServiceScaling(theirs, 'Scaling', { service, maxCapacity: 9 });
    scaling.trackCpuUtilization({ targetPercent: 60 });
    const ours = new Stack(app, 'Ours');
    new ServiceScaler(ours, 'Scaler').addService({ scaling, policy: policyOf(), metrics: { requests } });
    app.synth();
    const [list] = Object.values(Template.fromStack(ours).findResources('Custom::ElasticFleetServices'));
    expect(JSON.stringify(list?.Properties.Services)).toContain('"Fn::ImportValue":"Theirs:');
  });

  it('is woken each minute, and lets no event grow old', () => {
    Template.fromStack(make().stack).hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } }],
    });
  });

  it('has a table of its own that goes with it', () => {
    Template.fromStack(make().stack).hasResource('AWS::DynamoDB::Table', {
      Properties: { BillingMode: 'PAY_PER_REQUEST', TimeToLiveSpecification: { AttributeName: 'expiresAt' } },
      DeletionPolicy: 'Delete',
    });
  });

  it('writes its services only once it may', () => {
    const template = Template.fromStack(make().stack);
    template.hasResource('Custom::ElasticFleetServices', {
      Properties: { ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('ServiceListFunction'), 'Arn'] } },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('ServiceListRoleDefaultPolicy')]),
    });
  });

  it('tells a target of its decisions', () => {
    const { stack, scaler } = make({ scalerName: 'web' });
    scaler.onDecision('Tell', { target: new targets.SqsQueue(new sqs.Queue(stack, 'Queue')) });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'detail-type': ['Service Scaling Decision'], detail: { scaler: ['web'] } },
    });
  });
});

describe('rights', () => {
  it('are those of its work and no more', () => {
    const template = Template.fromStack(make().stack);
    expect(actionsOf(template, SCALER, 'dynamodb')).toEqual(['GetItem', 'PutItem', 'Query', 'UpdateItem']);
    expect(actionsOf(template, SCALER, 'application-autoscaling')).toEqual([
      'DescribeScalableTargets',
      'DescribeScalingActivities',
      'RegisterScalableTarget',
    ]);
    expect(actionsOf(template, SCALER, 'ecs')).toEqual(['DescribeServices', 'UpdateService']);
    expect(actionsOf(template, SCALER, 'cloudwatch')).toEqual(['GetMetricData']);
    expect(actionsOf(template, LIST, 'dynamodb')).toEqual(['DeleteItem', 'PutItem', 'Query']);
    expect(actionsOf(template, LIST, 'application-autoscaling')).toEqual([]);
  });

  it('name partitions, clusters and the kind of target', () => {
    const statements = statementsOf(Template.fromStack(make().stack), SCALER);
    const of = (action: string) => statements.filter(({ actions }) => actions.includes(action));
    expect(of('dynamodb:PutItem').map(({ condition }) => condition)).toEqual([
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['STATE', 'DECISION#service-scaler', 'CONTROLLER'] } },
    ]);
    expect(of('ecs:DescribeServices')[0]?.resources[0]).toContain('service/cluster/*');
    expect(of('ecs:UpdateService').map(({ resources }) => resources)).toEqual([
      [expect.stringContaining('service/cluster/*')],
    ]);
    expect(of('application-autoscaling:RegisterScalableTarget')[0]?.condition).toEqual({
      StringEquals: { 'application-autoscaling:service-namespace': 'ecs' },
    });
  });

  it('to change anything are missing when it only observes', () => {
    const { stack } = make({ observeOnly: true });
    expect(actionsOf(Template.fromStack(stack), SCALER, 'application-autoscaling')).toEqual([
      'DescribeScalableTargets',
      'DescribeScalingActivities',
    ]);
    expect(actionsOf(Template.fromStack(stack), SCALER, 'ecs')).toEqual(['DescribeServices']);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ SCALER_MODE: 'observe' }) },
    });
  });

  it.each([
    ['the scaler observes', { observeOnly: true }, policyOf()],
    ['the policy is manual', {}, policyOf(9, ScalingPolicyMode.MANUAL)],
  ])('leave a service with targets to those while %s, whatever the actuator', (_, props, policy) => {
    const stack = new Stack(new App(), 'Tried');
    const scaling = scalingOf(stack, 'api');
    const actuator = ScalerActuator.DESIRED;
    const scaler = new ServiceScaler(stack, 'Scaler', props);
    scaler.addService({ scaling, policy, metrics: { requests }, actuator });
    expect(() => scaler.addService({ scaling, policy, metrics: { requests } })).toThrow(/SecondOwner.*added before/);
    expect(actionsOf(Template.fromStack(stack), SCALER, 'application-autoscaling')).not.toContain(
      'RegisterScalableTarget',
    );
  });

  it('reach the key of the table', () => {
    const stack = new Stack(new App(), 'Keyed');
    const encryptionKey = new kms.Key(stack, 'Key');
    const scaler = new ServiceScaler(stack, 'Scaler', { encryptionKey });
    scaler.addService({ scaling: scalingOf(stack, 'api'), policy: policyOf(), metrics: { requests } });
    const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    scaler.grantRead(reader);
    const template = Template.fromStack(stack);
    const readAndWrite = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey*', 'ReEncrypt*'];
    expect(actionsOf(template, SCALER, 'kms')).toEqual(readAndWrite);
    expect(actionsOf(template, LIST, 'kms')).toEqual(readAndWrite);
    expect(actionsOf(template, /^Reader/, 'kms')).toEqual(['Decrypt']);
    expect(actionsOf(template, /^Reader/, 'dynamodb')).toEqual(['GetItem', 'Query']);
    expect(actionsOf(template, /^Reader/, 'lambda'), 'to find the scaler').toEqual(['ListFunctions']);
  });
});

describe('the alarms of a ServiceScaler', () => {
  it('are five, each with a name, a severity and a runbook entry, and notify the topic', () => {
    const topicArn = 'arn:aws:sns:eu-central-1:111122223333:pages';
    const topic = sns.Topic.fromTopicArn(new Stack(new App(), 'Topics'), 'Topic', topicArn);
    const { stack } = make({ scalerName: 'web', alarmTopic: topic });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.map(({ Properties }) => Properties.AlarmName).sort()).toEqual(
      ['DeadLetters', 'Errors', 'MetricsMissing', 'NoCapacity', 'Silent'].map((name) => `web-${name}`),
    );
    for (const { Properties: alarm } of alarms) {
      expect(alarm.AlarmDescription).toMatch(/^\[(page|ticket)\] .+\. Runbook: .+#servicescaler[a-z]+$/);
      expect(alarm.AlarmActions).toEqual([topicArn]);
      const entry = alarm.AlarmDescription.split('#').at(-1);
      expect(RUNBOOK.toLowerCase()).toContain(`\n## ${entry}\n`);
    }
  });

  it.each([
    ['Silent', 5, 5],
    ['Errors', 3, 5],
    ['DeadLetters', 1, 1],
    // What failed is tried again now and then.
    ['NoCapacity', 15, 20],
    ['MetricsMissing', 15, 15],
  ])('ring for %s after %d minutes of %d', (name, minutes, outOf) => {
    Template.fromStack(make({ scalerName: 'web' }).stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `web-${name}`,
      DatapointsToAlarm: minutes,
      EvaluationPeriods: outOf,
      Threshold: 1,
    });
  });

  it('can be declined', () => {
    Template.fromStack(make({ defaultAlarms: false }).stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });
});

describe('a ServiceScaler refuses', () => {
  it.each<[string, Partial<ScaledServiceProps>, RegExp]>([
    ['a policy whose metric is not given', { metrics: {} }, /metrics lack requests/],
    ['a metric that no rule names', { metrics: { requests, other: requests } }, /metrics hold other/],
    ['zeros for a metric that is not given', { metricsEmptyAtZero: ['cpu'] }, /metricsEmptyAtZero holds cpu/],
    [
      'fewer units than the scaling allows',
      { policy: policyOf(9, ScalingPolicyMode.AUTOMATIC, 0) },
      /minCapacity is 1 .* leastUnits is 0/,
    ],
    ['more units than the scaling allows', { policy: policyOf(10) }, /mostUnits is 10 .* maxCapacity is 9/],
    [
      'an expression',
      {
        metrics: {
          requests: new cloudwatch.MathExpression({ expression: 'a*2', usingMetrics: { a: requests } }) as never,
        },
      },
      /as an expression, requests/,
    ],
  ])('%s', (_, changes, message) => {
    expect(() => make({}, changes)).toThrow(message);
  });

  it('a metric of another region than its own', () => {
    const stack = new Stack(new App(), 'Test', { env: { region: 'eu-central-1', account: '111122223333' } });
    const add = (region: string) =>
      new ServiceScaler(stack, `Scaler-${region}`).addService({
        scaling: scalingOf(stack, region),
        policy: policyOf(),
        metrics: { requests: requests.with({ region }) },
      });
    expect(() => add('us-east-1')).toThrow(/MetricElsewhere.*requests.*eu-central-1/s);
    expect(() => add('eu-central-1')).not.toThrow();
  });

  it.each([
    ['region', { region: 'us-east-1', account: '111122223333' }, /ServiceElsewhere.*us-east-1.*eu-central-1/s],
    ['account', { region: 'eu-central-1', account: '444455556666' }, /ServiceElsewhere.*444455556666.*111122223333/s],
  ])('a scaling of another %s than its own', (_, env, message) => {
    const app = new App();
    const own = new Stack(app, 'Own', { env: { region: 'eu-central-1', account: '111122223333' } });
    const scaler = new ServiceScaler(own, 'Scaler');
    const add = (stack: Stack) =>
      scaler.addService({ scaling: scalingOf(stack, stack.node.id), policy: policyOf(), metrics: { requests } });
    expect(() => add(new Stack(app, 'Theirs', { env }))).toThrow(message);
    expect(() => add(new Stack(app, 'Near', { env: own }))).not.toThrow();
    expect(() => add(new Stack(app, 'Anywhere'))).not.toThrow();
  });

  it.each<[string, Partial<ScalingPolicyProps>]>([
    ['a cost ceiling', { costCeiling: { dollarsPerHour: 5, unitDollarsPerHour: 1 } }],
    ['a window with a ceiling', { windows: [{ ...NIGHT, ceiling: 3 }] }],
  ])('a policy with %s beside a forecast that goes above the ceiling', (_, limit) => {
    const stack = new Stack(new App(), 'Test');
    const scaling = scalingOf(stack, 'api');
    const rules = [ScalingRule.target({ metric: 'requests', per: MetricScope.FLEET, target: 100 })];
    const policy = ScalingPolicy.of({ leastUnits: 1, mostUnits: 9, rules, ...limit });
    new ServiceScaler(stack, 'Scaler').addService({ scaling, policy, metrics: { requests } });
    scaling.scaleOnForecast({
      metric: ForecastMetric.cpuUtilization(60),
      mode: ForecastMode.FORECAST_AND_SCALE,
      maxCapacityBufferPercent: 20,
    });
    expect(() => Template.fromStack(stack)).toThrow(/SecondCeilingWriter/);
  });

  it('a service twice, no service at all, and a name that is no name', () => {
    const { stack, scaler } = make();
    const scaling = scalingOf(stack, 'web');
    scaler.addService({ scaling, policy: policyOf(), metrics: { requests } });
    expect(() => scaler.addService({ scaling, policy: policyOf(), metrics: { requests } })).toThrow(
      `[SecondOwner] the service of '${scaling.node.path}' was added before`,
    );
    expect(() => make({ scalerName: 'a b' })).toThrow(/scalerName is 'a b'/);
    const empty = new Stack(new App(), 'Empty');
    new ServiceScaler(empty, 'Scaler');
    expect(() => Template.fromStack(empty)).toThrow(/ServiceCount.*there are 0 services/);
  });
});
