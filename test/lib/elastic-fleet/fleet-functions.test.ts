import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { actionsOf } from '../support/statements-of';
import { makeFleet } from './fixtures';

describe('the functions of an ElasticFleet', () => {
  it('are four and a guard on nodejs24.x, each with log retention', () => {
    const template = Template.fromStack(makeFleet({ removalPolicy: RemovalPolicy.RETAIN }).stack);
    const settings = { Runtime: 'nodejs24.x', Handler: 'index.handler', Architectures: ['arm64'] };
    template.resourcePropertiesCountIs('AWS::Lambda::Function', settings, 5);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('log text to a group of their own, since metrics are read from lines that Lambda does not wrap', () => {
    const template = Template.fromStack(makeFleet().stack);
    template.allResourcesProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'Text', LogGroup: { Ref: Match.stringLikeRegexp('Logs') } },
    });
    for (const role of [/^FleetScalerRole/, /^FleetRebalancerRole/, /^FleetLifecycleRole/, /^FleetPublisherRole/]) {
      expect(actionsOf(template, role, 'logs'), String(role)).toEqual(['CreateLogStream', 'PutLogEvents']);
    }
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
    const retries = {
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'Arn'] } },
    };
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
