import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type AcceptedReasons, acceptedUnder, nagFindings } from '../lib/support/nag-findings';
import { blueprintStack, maskedTemplate } from './blueprint-template';

const DESCRIBE = 'Describing groups and activities takes no resource.';
const INDEXES = 'The two indexes of the one table.';
const GROUP_ARN =
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:autoscaling:<AWS::Region>:<AWS::AccountId>:autoScalingGroup:*:autoScalingGroupName/elasticdatabase-Database-F195605C-nodes]';
const TABLE_INDEXES = 'AwsSolutions-IAM5[Resource::<DatabaseShardsTable8935D016.Arn>/index/*]';
const GROUP = 'The wildcard is the unique id in the ARN of the one group, which nobody knows before it exists.';

const ACCEPTED: AcceptedReasons = {
  'Database/Nodes/Group': {
    'AwsSolutions-AS3': 'Scaling events go to EventBridge without any setting; a topic would repeat them.',
    'AwsSolutions-EC26': 'The rule breaks on groups with a mixed-instances policy; their launch template encrypts.',
  },
  'Database/Nodes/Role': {
    'AwsSolutions-IAM5[Resource::<DatabaseHomesBucketD2B38359.Arn>/homes/*]': 'A node may get any shard of its fleet.',
    [TABLE_INDEXES]: INDEXES,
  },
  'Database/Scaler/Role': { 'AwsSolutions-IAM5[Resource::*]': DESCRIBE, [TABLE_INDEXES]: INDEXES, [GROUP_ARN]: GROUP },
  'Database/Rebalancer/Role': { 'AwsSolutions-IAM5[Resource::*]': DESCRIBE, [TABLE_INDEXES]: INDEXES },
  'Database/Lifecycle/Role': {
    'AwsSolutions-IAM5[Resource::*]': DESCRIBE,
    [TABLE_INDEXES]: INDEXES,
    [GROUP_ARN]: GROUP,
  },
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
