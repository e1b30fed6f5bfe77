import { App, CfnParameter, Duration, type Environment, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { ElasticFleet, TieredBucket } from '../../../lib';
import { makeFleet, nvmeMachine } from './fixtures';

describe('the name of a fleet', () => {
  it.each(["bob's", 'orders*', 'a/b', '', 'x'.repeat(49)])('fails as %j', (fleetName) => {
    expect(() => makeFleet({ fleetName })).toThrow(/fleetName is '.*'. Accepted: 1 to 48 letters, digits and hyphens/);
  });

  it('may be known at deployment only', () => {
    const { stack } = makeFleet((scope) => ({ fleetName: new CfnParameter(scope, 'Name').valueAsString }));

    Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      AutoScalingGroupName: { 'Fn::Join': ['', [{ Ref: 'Name' }, '-nodes']] },
    });
  });
});

describe('the lease of a fleet', () => {
  it('fails when only the deployment knows it, because heartbeats are made of it', () => {
    const make = () =>
      makeFleet((scope) => ({
        lease: Duration.seconds(new CfnParameter(scope, 'Lease', { type: 'Number' }).valueAsNumber),
      }));

    expect(make).toThrow(/LeaseUnknown/);
  });
});

describe('the removal policy of a fleet', () => {
  it('fails when it asks for snapshots, of which there are none', () => {
    expect(() => makeFleet({ removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(/NoSnapshots\] removalPolicy is/);
  });

  it.each([RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.DESTROY])('may be %s', (removalPolicy) => {
    expect(() => makeFleet({ removalPolicy })).not.toThrow();
  });
});

describe('the homes of a fleet', () => {
  const make = (env: Environment, region: string) => {
    const stack = new Stack(new App(), 'Test', { env });
    const bucket = Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'their-bucket', region });
    const homes = TieredBucket.fromBucket(stack, 'Homes', bucket);
    const vpc = new ec2.Vpc(stack, 'Vpc');
    new ElasticFleet(stack, 'Fleet', { vpc, machine: nvmeMachine(), maxNodes: 3, shardCount: 4, homes });
  };

  it('fail when they are in another region, where nodes do not ask for them', () => {
    expect(() => make({ account: '111122223333', region: 'eu-central-1' }, 'us-east-1')).toThrow(
      /HomesElsewhere\] homes is a bucket of region us-east-1/,
    );
  });

  it('may be in a region that only the deployment can compare', () => {
    expect(() => make({}, 'us-east-1')).not.toThrow();
  });
});
