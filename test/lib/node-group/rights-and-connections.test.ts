import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { Machine, NodeGroup } from '../../../lib/node-group';
import { makeForeignStack } from '../support/foreign-stack';
import { GPU_TYPE, makeStack, makeStatefulGroup, NVME_TYPE } from './fixtures';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const TEMPLATE = 'AWS::EC2::LaunchTemplate';

describe('rights and connections', () => {
  it('lets EC2 encrypt volumes with a key of this app', () => {
    const { stack, vpc } = makeStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    new NodeGroup(stack, 'Nodes', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      machine: Machine.nvme({ instanceTypes: [NVME_TYPE] }),
      maxCapacity: 1,
      encryptionKey,
    });

    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['kms:CreateGrant']),
            Condition: {
              StringEquals: { 'kms:CallerAccount': { Ref: 'AWS::AccountId' } },
              StringLike: {
                'kms:ViaService': { 'Fn::Join': ['', ['ec2.', { Ref: 'AWS::Region' }, '.amazonaws.com*']] },
              },
            },
          }),
        ]),
      },
    });
  });

  it('lets nobody open a shell unless asked', () => {
    Template.fromStack(makeStatefulGroup().stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  it('lets Session Manager open shells without the managed policy, which reads every parameter of the account', () => {
    const template = Template.fromStack(makeStatefulGroup({ sessionManagerAccess: true }).stack);

    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: [
              'ssm:UpdateInstanceInformation',
              'ssmmessages:CreateControlChannel',
              'ssmmessages:CreateDataChannel',
              'ssmmessages:OpenControlChannel',
              'ssmmessages:OpenDataChannel',
            ],
            Resource: '*',
          }),
        ],
      },
    });
  });

  it('grants control of this group alone', () => {
    const { stack, group } = makeStatefulGroup();
    group.grantControl(new iam.Role(stack, 'Scaler', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: [
              'autoscaling:SetDesiredCapacity',
              'autoscaling:TerminateInstanceInAutoScalingGroup',
              'autoscaling:CompleteLifecycleAction',
              'autoscaling:RecordLifecycleActionHeartbeat',
              'autoscaling:SetInstanceProtection',
              'autoscaling:SuspendProcesses',
            ],
            Resource: {
              'Fn::Join': ['', Match.arrayWith([Match.objectLike({ Ref: Match.stringLikeRegexp('NodesGroup') })])],
            },
          }),
        ],
      },
    });
  });

  it('can be connected to', () => {
    const { stack, group } = makeStatefulGroup();
    group.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(7000));

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/8', FromPort: 7000 })],
    });
  });
});

describe('in a foreign stack', () => {
  it('works with an imported VPC, key and security group, and warns about the policy of the key', () => {
    const { stack, vpc, key, securityGroup } = makeForeignStack();
    new NodeGroup(stack, 'Nodes', {
      vpc,
      securityGroup,
      encryptionKey: key,
      machine: Machine.nvme({ instanceTypes: [NVME_TYPE] }),
      maxCapacity: 3,
    });

    const template = Template.fromStack(stack);
    template.hasResourceProperties(GROUP, {
      VPCZoneIdentifier: ['subnet-0aaaaaaaaaaaaaaaa', 'subnet-0bbbbbbbbbbbbbbbb'],
    });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    template.hasResourceProperties(TEMPLATE, {
      LaunchTemplateData: {
        SecurityGroupIds: ['sg-0123456789abcdef0'],
        BlockDeviceMappings: [{ Ebs: Match.objectLike({ KmsKeyId: key.keyArn }) }],
      },
    });
    Annotations.fromStack(stack).hasWarning('/Foreign/Nodes', Match.stringLikeRegexp('encryption key is imported'));
  });

  it('joins GPU machines to an imported cluster and leaves the association of the provider to its owner', () => {
    const { stack, vpc, cluster } = makeForeignStack();
    const group = new NodeGroup(stack, 'Gpu', {
      vpc,
      machine: Machine.gpu({ instanceTypes: [GPU_TYPE], cluster }),
      maxCapacity: 3,
    });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ECS::CapacityProvider', 1);
    template.resourceCountIs('AWS::ECS::ClusterCapacityProviderAssociations', 0);
    expect(stack.resolve(group.userData.render())).toContain('ECS_CLUSTER=their-cluster');
  });
});
