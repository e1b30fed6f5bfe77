import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { actionsOf, statementsOf } from '../support/statements-of';
import { makeFleet } from './fixtures';

const CONTROL = ['ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];
const STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

/** All that a role may do, by service. */
const RIGHTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Scaler: {
    dynamodb: CONTROL,
    s3: [],
    autoscaling: [
      'DescribeAutoScalingGroups',
      'DescribeScalingActivities',
      'SetDesiredCapacity',
      'SuspendProcesses',
      'TerminateInstanceInAutoScalingGroup',
    ],
    events: ['PutEvents'],
  },
  Rebalancer: {
    dynamodb: CONTROL,
    s3: ['GetObject', 'ListBucket'],
    autoscaling: ['DescribeAutoScalingGroups'],
    events: ['PutEvents'],
  },
  Lifecycle: {
    dynamodb: ['ConditionCheckItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    s3: [],
    autoscaling: ['CompleteLifecycleAction', 'DescribeAutoScalingGroups', 'RecordLifecycleActionHeartbeat'],
    events: ['PutEvents'],
  },
  Publisher: {
    dynamodb: [...STREAM, 'Query'].sort(),
    s3: ['DeleteObject', 'GetObject', 'ListBucket', 'PutObject'],
    autoscaling: [],
    events: [],
  },
  Nodes: {
    dynamodb: ['GetItem', 'PutItem', 'Query', 'UpdateItem'],
    s3: ['AbortMultipartUpload', 'DeleteObject', 'GetObject', 'ListBucket', 'PutObject'],
    autoscaling: [],
    events: [],
  },
  ParkGuard: { dynamodb: ['Query'], s3: [], autoscaling: ['DescribeAutoScalingGroups'], events: [] },
};

describe('the rights in a fleet', () => {
  const template = Template.fromStack(makeFleet().stack);

  it.each(Object.entries(RIGHTS))('of %s are these and no more', (role, services) => {
    const pattern = new RegExp(`^Fleet${role}.*Role`);

    const granted = Object.keys(services).map((service) => [service, actionsOf(template, pattern, service)]);
    expect(Object.fromEntries(granted)).toEqual(services);
  });

  it('name resources, except where a service knows none', () => {
    const wide = statementsOf(template, /^Fleet/).filter(({ resources }) => resources.includes('"*"'));

    for (const action of wide.flatMap(({ actions }) => actions)) {
      expect(action).toMatch(/^(autoscaling:Describe|dynamodb:ListStreams$)/);
    }
  });

  it('let nodes renew items of nodes, update items of shards, and ask two indexes', () => {
    const statements = statementsOf(template, /FleetNodesRole/);

    const partitionsOf = (action: string) =>
      statements.filter(({ actions }) => actions.includes(action)).map(({ condition }) => condition);
    const among = (...keys: string[]) => ({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': keys } });
    expect(partitionsOf('dynamodb:GetItem')).toEqual([among('NODE', 'SHARD')]);
    expect(partitionsOf('dynamodb:PutItem')).toEqual([among('NODE')]);
    expect(partitionsOf('dynamodb:UpdateItem')).toEqual([among('SHARD')]);
    const queries = statements.filter(({ actions }) => actions.includes('dynamodb:Query'));
    expect(queries.flatMap(({ resources }) => resources)).toEqual([
      expect.stringContaining('/index/by-actor'),
      expect.stringContaining('/index/by-owner'),
    ]);
  });

  it('let nodes reach homes and the agent in S3, and neither archive nor map', () => {
    const objects = statementsOf(template, /FleetNodes/).filter(({ actions }) => actions.includes('s3:GetObject'));

    const resources = [...new Set(objects.flatMap((statement) => statement.resources))];
    expect(resources).toEqual([expect.stringContaining('/homes/*'), expect.stringMatching(/[0-9a-f]{64}\.js/)]);
  });

  it('let the rebalancer read manifests without the data beside them', () => {
    const [objects] = statementsOf(template, /FleetRebalancerRole/).filter(({ actions }) =>
      actions.includes('s3:GetObject'),
    );

    expect(objects?.resources).toEqual([expect.stringContaining('/homes/*/manifest.json')]);
  });

  it('keep the publisher to the map', () => {
    const [objects] = statementsOf(template, /FleetPublisherRole/).filter(({ actions }) =>
      actions.includes('s3:PutObject'),
    );

    expect(objects?.resources).toEqual([expect.stringContaining('/map/*')]);
  });
});

describe('what a fleet grants to others', () => {
  it('is, for routers, reading the table and the map', () => {
    const { stack, fleet } = makeFleet();
    fleet.grantRead(new iam.Role(stack, 'Router', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }));
    const template = Template.fromStack(stack);

    expect(actionsOf(template, /^Router/, 'dynamodb')).toEqual(['GetItem', 'Query']);
    expect(actionsOf(template, /^Router/, 's3')).toEqual(['GetObject', 'ListBucket']);
    const [objects] = statementsOf(template, /^Router/).filter(({ actions }) => actions.includes('s3:GetObject'));
    expect(objects?.resources).toEqual([expect.stringContaining('/map/*')]);
  });

  it('is, for operators, to park the group, to restore homes and to write the table', () => {
    const { stack, fleet } = makeFleet({ fleetName: 'orders' });
    fleet.grantOperate(new iam.Role(stack, 'Operator', { assumedBy: new iam.AccountRootPrincipal() }));
    const template = Template.fromStack(stack);

    expect(actionsOf(template, /^Operator/, 'dynamodb')).toEqual(CONTROL);
    expect(actionsOf(template, /^Operator/, 'autoscaling')).toEqual([
      'DescribeAutoScalingGroups',
      'DescribeScalingActivities',
      'UpdateAutoScalingGroup',
    ]);
    expect(actionsOf(template, /^Operator/, 'lambda'), 'to find the fleet').toEqual(['ListFunctions']);
    expect(actionsOf(template, /^Operator/, 's3')).toEqual(
      expect.arrayContaining(['GetObject', 'GetObjectVersion', 'ListBucketVersions', 'PutObject']),
    );
    const [changes] = statementsOf(template, /^Operator/).filter(({ actions }) =>
      actions.includes('autoscaling:UpdateAutoScalingGroup'),
    );
    expect(changes?.resources).toEqual([expect.stringContaining('autoScalingGroupName/orders-nodes')]);
  });
});
