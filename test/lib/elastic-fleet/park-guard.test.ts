import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { TieredBucket } from '../../../lib';
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

  it('keeps its right to look until it was asked', () => {
    const policies = Object.keys(template.findResources('AWS::IAM::Policy'));
    const [right] = policies.filter((id) => id.startsWith('FleetParkGuard'));

    expect(guard?.DependsOn).toContain(right);
  });

  it('does not keep CloudFormation waiting for an hour', () => {
    expect(Number(guard?.Properties.ServiceTimeout)).toBeLessThanOrEqual(120);
  });

  it('leaves homes that the user brought out of it', () => {
    const { stack } = makeFleet((scope) => ({ homes: new TieredBucket(scope, 'Theirs') }));
    const theirs = Template.fromStack(stack);

    const [asked] = Object.values(theirs.findResources(GUARD));
    expect(asked?.DependsOn).not.toEqual(expect.arrayContaining(Object.keys(theirs.findResources('AWS::S3::Bucket'))));
  });

  it('is there without alarms, too', () => {
    Template.fromStack(makeFleet({ defaultAlarms: false }).stack).resourceCountIs(GUARD, 1);
  });
});
