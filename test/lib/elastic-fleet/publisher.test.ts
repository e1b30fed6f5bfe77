import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { makeFleet } from './fixtures';

describe('the publisher of a fleet', () => {
  it('is woken by changes of shards, at most once in 5 seconds, and never by heartbeats', () => {
    const template = Template.fromStack(makeFleet().stack);

    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: Match.stringLikeRegexp('^FleetPublisher') },
      FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"pk":{"S":["SHARD"]}}}}' }] },
      MaximumBatchingWindowInSeconds: 5,
      ParallelizationFactor: 1,
      MaximumRetryAttempts: 0,
      StartingPosition: 'LATEST',
    });
  });

  it('gets keys alone', () => {
    Template.fromStack(makeFleet().stack).hasResourceProperties('AWS::DynamoDB::Table', {
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
    });
  });

  it('is gone before the homes are emptied, or its next map would keep the bucket from being deleted', () => {
    const template = Template.fromStack(makeFleet({ removalPolicy: RemovalPolicy.DESTROY }).stack);
    const emptied = Object.keys(template.findResources('Custom::S3AutoDeleteObjects'));
    const publishers = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) =>
      id.startsWith('FleetPublisher'),
    );

    expect(emptied).toHaveLength(1);
    expect(publishers.map(([, { DependsOn }]) => DependsOn)).toEqual([expect.arrayContaining(emptied)]);
  });

  it('knows table and bucket', () => {
    Template.fromStack(makeFleet().stack).hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('publishes the shard map'),
      Environment: { Variables: { FLEET_TABLE_NAME: Match.anyValue(), FLEET_BUCKET_NAME: Match.anyValue() } },
    });
  });

  it('publishes where routers are told to look', () => {
    const { stack, fleet } = makeFleet();

    expect(JSON.stringify(stack.resolve(fleet.mapHeadUrl))).toContain('/map/head.json');
  });
});
