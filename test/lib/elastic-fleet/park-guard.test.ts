import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { type ITieredBucket, TieredBucket } from '../../../lib';
import { makeFleet } from './fixtures';

const GUARD = 'Custom::ElasticFleetParkGuard';

describe('the park guard of a fleet', () => {
  const template = Template.fromStack(makeFleet().stack);
  const [guard] = Object.values(template.findResources(GUARD));

  it('is deleted, and so asked, before group, homes and alarms', () => {
    for (const type of ['AWS::AutoScaling::AutoScalingGroup', 'AWS::S3::Bucket', 'AWS::CloudWatch::Alarm']) {
      expect(guard?.DependsOn).toEqual(expect.arrayContaining(Object.keys(template.findResources(type))));
    }
  });

  it('asks its own function', () => {
    expect(guard?.Properties.ServiceToken).toEqual({
      'Fn::GetAtt': [expect.stringContaining('ParkGuardFunction'), 'Arn'],
    });
  });

  it('is asked for the number of shards before any function of the fleet hears of another', () => {
    const [[id, count] = []] = Object.entries(template.findResources('Custom::ElasticFleetShardCount'));
    expect(count?.Properties).toMatchObject({ ShardCount: 16, ServiceToken: guard?.Properties.ServiceToken });
    for (const name of ['Scaler', 'Rebalancer', 'Lifecycle', 'Publisher']) {
      const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
      const [, found] = functions.find(([key]) => key.startsWith(`Fleet${name}Function`)) ?? [];
      expect(found?.DependsOn, name).toContain(id);
    }
  });

  it('keeps its right to look until it was asked', () => {
    const policies = Object.keys(template.findResources('AWS::IAM::Policy'));
    const [right] = policies.filter((id) => id.startsWith('FleetParkGuard'));

    expect(guard?.DependsOn).toContain(right);
  });

  it('does not keep CloudFormation waiting for an hour', () => {
    expect(Number(guard?.Properties.ServiceTimeout)).toBeLessThanOrEqual(120);
  });

  it('is asked before homes that the user brought are emptied', () => {
    const disposable = { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true };
    const bring: Record<string, (scope: Stack) => ITieredBucket> = {
      'a tiered bucket': (scope) => new TieredBucket(scope, 'Theirs', disposable),
      'a bucket': (scope) => TieredBucket.fromBucket(scope, 'Homes', new Bucket(scope, 'Theirs', disposable)),
    };
    for (const [what, make] of Object.entries(bring)) {
      const theirs = Template.fromStack(makeFleet((scope) => ({ homes: make(scope) })).stack);
      const [asked] = Object.values(theirs.findResources(GUARD));
      const emptied = Object.keys(theirs.findResources('Custom::S3AutoDeleteObjects'));

      expect(emptied, what).toHaveLength(1);
      expect(asked?.DependsOn, what).toEqual(expect.arrayContaining(emptied));
    }
  });

  it('is there without alarms, too', () => {
    Template.fromStack(makeFleet({ defaultAlarms: false }).stack).resourceCountIs(GUARD, 1);
  });
});
