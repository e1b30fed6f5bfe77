import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { ElasticFleet, Purchase } from '../../../lib';
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

  it('is bought as it is told', () => {
    const { stack } = makeFleet({ purchase: Purchase.spot() });
    Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      MixedInstancesPolicy: { InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 0 } },
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

  it('tells a node its work by one index, with all of the rows, and its shards by another, with their epochs alone', () => {
    Template.fromStack(makeFleet().stack).hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'by-actor',
          KeySchema: Match.arrayWith([{ AttributeName: 'actor', KeyType: 'HASH' }]),
          Projection: { ProjectionType: 'ALL' },
        }),
        Match.objectLike({
          IndexName: 'by-owner',
          KeySchema: Match.arrayWith([{ AttributeName: 'owner', KeyType: 'HASH' }]),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['epoch'] },
        }),
      ],
    });
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

  it.each([
    ['onDecision', ['Fleet Scaling Decision', 'Fleet Rebalance Decision', 'Fleet Lifecycle Decision']],
    ['onRebalanceDecision', ['Fleet Rebalance Decision']],
    ['onLifecycleDecision', ['Fleet Lifecycle Decision']],
  ] as const)('%s hears of its own decisions alone', (route, types) => {
    const { stack, fleet } = makeFleet({ fleetName: 'orders' });
    fleet[route]('Tell');
    const rules = Template.fromStack(stack).findResources('AWS::Events::Rule');
    const [, rule] = Object.entries(rules).find(([id]) => id.includes('Tell')) ?? [];
    expect(rule?.Properties.EventPattern).toEqual({
      source: ['elastic-fleet'],
      'detail-type': types,
      detail: { fleet: ['orders'] },
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
