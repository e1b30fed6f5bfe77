import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ElasticDatabaseStack } from '../../examples/elastic-database/elastic-database-stack';
import { type AcceptedReasons, acceptedUnder, nagFindings } from '../lib/support/nag-findings';
import { userDataOf } from '../lib/support/user-data-of';
import { blueprintStack, maskedTemplate } from './blueprint-template';

const DESCRIBE = 'Describing groups and activities takes no resource.';
const GROUP_ARN =
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:autoscaling:<AWS::Region>:<AWS::AccountId>:autoScalingGroup:*:autoScalingGroupName/elasticdatabase-Database-F195605C-nodes]';
const GROUP = 'The wildcard is the unique id in the ARN of the one group, which nobody knows before it exists.';

const ACCEPTED: AcceptedReasons = {
  'Database/Nodes/Group': {
    'AwsSolutions-AS3': 'Scaling events go to EventBridge without any setting; a topic would repeat them.',
    'AwsSolutions-EC26': 'The rule breaks on groups with a mixed-instances policy; their launch template encrypts.',
  },
  'Database/Nodes/Role': {
    'AwsSolutions-IAM5[Resource::<DatabaseHomesBucketD2B38359.Arn>/homes/*]': 'A node may get any shard of its fleet.',
    'AwsSolutions-IAM5[Resource::<DatabaseHomesBucketD2B38359.Arn>/homes/*/*/*]':
      'A node collects the garbage of any shard that it owns; the pattern leaves manifests out.',
  },
  'Database/Scaler/Role': { 'AwsSolutions-IAM5[Resource::*]': DESCRIBE, [GROUP_ARN]: GROUP },
  'Database/Rebalancer/Role': {
    'AwsSolutions-IAM5[Resource::*]': DESCRIBE,
    'AwsSolutions-IAM5[Resource::<DatabaseHomesBucketD2B38359.Arn>/homes/*/manifest.json]':
      'Epochs are read from the manifests of all shards, and nothing else of their homes.',
  },
  'Database/Lifecycle/Role': { 'AwsSolutions-IAM5[Resource::*]': DESCRIBE, [GROUP_ARN]: GROUP },
  'Database/Publisher/Role': {
    'AwsSolutions-IAM5[Resource::*]': 'CDK grants ListStreams so, which takes no narrower resource.',
    'AwsSolutions-IAM5[Resource::<DatabaseHomesBucketD2B38359.Arn>/map/*]':
      'Snapshots of the map have versions as names.',
  },
  'Database/ParkGuard/Guard/Role': { 'AwsSolutions-IAM5[Resource::*]': DESCRIBE },
  'Database/Homes': { 'AwsSolutions-S1': 'Access logs need a bucket of the user, see TieredBucketProps.' },
  Vpc: { 'AwsSolutions-VPC7': 'Flow logs cost money and say little about a network without a way out.' },
};

describe('the blueprint elastic-database', () => {
  it('renders as before', () => {
    expect(maskedTemplate(blueprintStack('elastic-database'))).toMatchSnapshot();
  });

  it('needs no NAT: its nodes reach S3 and DynamoDB by gateway endpoints', () => {
    const stack = blueprintStack('elastic-database');
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' }, 2);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 2);
  });

  it('fails on a mode of scaling that there is not, instead of scaling by itself', () => {
    const app = new App({ context: { scaling: 'manul' } });
    expect(() => new ElasticDatabaseStack(app, 'Test')).toThrow("scaling is 'manul'; accepted: automatic, manual");
  });

  it('warns of nothing', () => {
    Annotations.fromStack(blueprintStack('elastic-database')).hasNoWarning('*', Match.anyValue());
  });

  it('runs the example store on its nodes, at the port that clients may be let in to', () => {
    const stack = blueprintStack('elastic-database');
    const text = userDataOf(stack);

    expect(text).toContain('ExecStart=/usr/bin/node index.js');
    expect(text).toContain("PORT='7070'");
    expect(Buffer.byteLength(text)).toBeLessThan(16 * 1024);
  });

  it('spreads over three zones without looking any up', () => {
    const stack = blueprintStack('elastic-database');
    Template.fromStack(stack).resourceCountIs('AWS::EC2::Subnet', 3);
  });

  it('has no AwsSolutions finding that is not explained', () => {
    const stack = blueprintStack('elastic-database');
    expect(nagFindings(stack, acceptedUnder(stack, ACCEPTED))).toEqual([]);
  });
});
