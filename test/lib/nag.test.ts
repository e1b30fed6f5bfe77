import { App } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { buildConstructsStack } from '../local/apps/constructs-app';
import { type AcceptedFinding, nagFindings } from './support/nag-findings';

/** What is accepted, by path below the stack: first what the constructs cause, then what the sample around them does. */
const ACCEPTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'GpuNodes/Group': {
    'AwsSolutions-AS3': 'Scaling events go to EventBridge without any setting; a topic would repeat them.',
    'AwsSolutions-EC26': 'The rule breaks on groups with a mixed-instances policy; their launch template encrypts.',
  },
  'NvmeNodes/Group': {
    'AwsSolutions-AS3': 'Scaling events go to EventBridge without any setting; a topic would repeat them.',
    'AwsSolutions-EC26': 'The rule breaks on groups with a mixed-instances policy; their launch template encrypts.',
  },
  'GpuNodes/Role': {
    'AwsSolutions-IAM5[Action::ecs:Submit*]': 'CDK grants the three submit actions so, for the one cluster.',
    'AwsSolutions-IAM5[Resource::*]': 'Polling is bound to the cluster by condition; the rest takes no resource.',
  },
  'NvmeNodes/Role': {
    'AwsSolutions-IAM5[Resource::<StoreBucket4FBDE984.Arn>/homes/*]': 'A node may get any shard of its fleet.',
    'AwsSolutions-IAM5[Resource::<StoreBucket4FBDE984.Arn>/homes/*/*/*]':
      'A node collects the garbage of any shard that it owns; the pattern leaves manifests out.',
  },
  'Cache/ReplicationGroup': {
    'AwsSolutions-AEC6': 'The security group decides who reaches the cache; users can be added by userGroupIds.',
  },
  Store: {
    'AwsSolutions-S1': 'Access logs need a bucket of the user, see serverAccessLogsBucket.',
  },
  Jobs: { 'AwsSolutions-SQS3': 'The queue is part of the sample, not of a construct.' },
  Vpc: { 'AwsSolutions-VPC7': 'The network is part of the sample, not of a construct.' },
  Model: { 'AwsSolutions-ECS2': 'The list of variables, which CDK renders for GPU containers, is part of the sample.' },
};

describe('AwsSolutions', () => {
  const stack = buildConstructsStack(new App(), 'Constructs');
  const accepted: AcceptedFinding[] = Object.entries(ACCEPTED).flatMap(([path, reasons]) =>
    Object.entries(reasons).map(([id, reason]) => {
      const where = path.split('/').reduce((node, child) => node.node.findChild(child), stack as IConstruct);
      return { where, id, reason };
    }),
  );

  it('finds nothing in the constructs without a written reason', () => {
    expect(nagFindings(stack, accepted)).toEqual([]);
  });

  it('accepts nothing that is no longer found', () => {
    const found = nagFindings(buildConstructsStack(new App(), 'Constructs'));

    const stale = accepted.filter(
      ({ where, id }) => !found.some((finding) => finding.startsWith(where.node.path) && finding.endsWith(`: ${id}`)),
    );
    expect(stale).toEqual([]);
  });
});
