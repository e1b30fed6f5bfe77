import { CfnParameter, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { makeFleet } from './fixtures';

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
