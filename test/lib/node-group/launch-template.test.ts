import { Size } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import { Machine, NodeGroup } from '../../../lib/node-group';
import { makeForeignStack } from '../support/foreign-stack';
import { makeStatefulGroup, NVME_TYPE } from './fixtures';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';

describe("the group's launch template", () => {
  it('accepts IMDSv2 alone, one hop far', () => {
    const { stack } = makeStatefulGroup();

    Template.fromStack(stack).hasResourceProperties(TEMPLATE, {
      LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } },
    });
  });

  it('encrypts the root volume', () => {
    const { stack } = makeStatefulGroup({ rootVolumeSize: Size.gibibytes(50) });

    Template.fromStack(stack).hasResourceProperties(TEMPLATE, {
      LaunchTemplateData: {
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvda',
            Ebs: {
              Encrypted: true,
              VolumeSize: 50,
              VolumeType: 'gp3',
              KmsKeyId: Match.absent(),
              DeleteOnTermination: true,
            },
          },
        ],
      },
    });
  });

  it('is used instead of a launch configuration', () => {
    const { stack } = makeStatefulGroup();

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::AutoScaling::LaunchConfiguration', 0);
    template.resourceCountIs(TEMPLATE, 1);
  });

  it('reads the newest Amazon Linux 2023 for arm64 types', () => {
    const { stack } = makeStatefulGroup({
      machine: Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4g.xlarge')] }),
    });

    Template.fromStack(stack).hasParameter('*', {
      Default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64',
    });
  });

  it('takes an image of the user', () => {
    const machineImage = ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-0123456789abcdef0' });
    const { stack, vpc } = makeForeignStack();
    new NodeGroup(stack, 'Nodes', {
      vpc,
      machine: Machine.nvme({ instanceTypes: [NVME_TYPE], machineImage }),
      maxCapacity: 1,
    });

    Template.fromStack(stack).hasResourceProperties(TEMPLATE, {
      LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0' },
    });
  });

  it('runs added commands after those of the machine', () => {
    const { stack, group } = makeStatefulGroup();
    group.addUserData('systemctl enable --now my-service');

    const commands = stack.resolve(group.userData.render()) as string;
    expect(commands.indexOf('my-service')).toBeGreaterThan(commands.indexOf('elastic-fleet-instance-store.service'));
  });
});
