import { Duration, Lazy, Size } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { Machine, NodeGroup, Purchase, Workload } from '../../../lib/node-group';
import { makeForeignStack } from '../support/foreign-stack';
import { GPU_TYPE, makeStack, makeStatefulGroup, NVME_TYPE } from './fixtures';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const TEMPLATE = 'AWS::EC2::LaunchTemplate';

describe('a stateful NodeGroup', () => {
  it('creates both lifecycle hooks with the group, each ending in ABANDON', () => {
    const { stack } = makeStatefulGroup();

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      LifecycleHookSpecificationList: [
        {
          LifecycleHookName: 'fleet-launch',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
          DefaultResult: 'ABANDON',
          HeartbeatTimeout: 900,
        },
        {
          LifecycleHookName: 'fleet-terminate',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          DefaultResult: 'ABANDON',
          HeartbeatTimeout: 1800,
        },
      ],
    });
  });

  it('retains an instance whose terminating hook was abandoned', () => {
    const { stack } = makeStatefulGroup();

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
    });
  });

  it('protects new instances from scale-in and names AZRebalance to be suspended', () => {
    const { stack, group } = makeStatefulGroup();

    Template.fromStack(stack).hasResourceProperties(GROUP, { NewInstancesProtectedFromScaleIn: true });
    expect(group.suspendedProcesses).toEqual(['AZRebalance']);
  });

  it('renders the bounds of its size and no desired capacity', () => {
    const { stack } = makeStatefulGroup({ minCapacity: 2, maxCapacity: 9 });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      MinSize: '2',
      MaxSize: '9',
      DesiredCapacity: Match.absent(),
    });
  });

  it('takes the timing of its hooks from the workload', () => {
    const workload = Workload.stateful({
      launchTimeout: Duration.minutes(5),
      terminateHeartbeat: Duration.seconds(1728),
    });
    const { stack } = makeStatefulGroup({ workload });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      LifecycleHookSpecificationList: [
        Match.objectLike({ HeartbeatTimeout: 300 }),
        Match.objectLike({ HeartbeatTimeout: 1728 }),
      ],
    });
  });

  it('exposes the names of its hooks', () => {
    const { group } = makeStatefulGroup();

    expect([group.launchHookName, group.terminateHookName]).toEqual(['fleet-launch', 'fleet-terminate']);
  });
});

describe('a stateless NodeGroup', () => {
  it('has no hooks, no protection and nothing suspended', () => {
    const { stack, group } = makeStatefulGroup({ workload: Workload.stateless() });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      LifecycleHookSpecificationList: Match.absent(),
      InstanceLifecyclePolicy: Match.absent(),
      NewInstancesProtectedFromScaleIn: Match.absent(),
    });
    expect(group.suspendedProcesses).toEqual([]);
    expect(group.launchHookName).toBeUndefined();
  });
});

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
            Ebs: { Encrypted: true, VolumeSize: 50, VolumeType: 'gp3', KmsKeyId: Match.absent() },
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

describe('purchase options', () => {
  it('are On-Demand by default', () => {
    const { stack } = makeStatefulGroup();

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      MixedInstancesPolicy: { InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 100 } },
    });
  });

  it('mix Spot and On-Demand over several types', () => {
    const { stack } = makeStatefulGroup({
      machine: Machine.nvme({ instanceTypes: [NVME_TYPE, new ec2.InstanceType('i3en.xlarge')] }),
      purchase: Purchase.mixed({ onDemandBaseCapacity: 2, onDemandPercentageAboveBaseCapacity: 25 }),
    });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      MixedInstancesPolicy: {
        InstancesDistribution: {
          OnDemandBaseCapacity: 2,
          OnDemandPercentageAboveBaseCapacity: 25,
          SpotAllocationStrategy: 'price-capacity-optimized',
        },
        LaunchTemplate: { Overrides: [{ InstanceType: 'i4i.xlarge' }, { InstanceType: 'i3en.xlarge' }] },
      },
    });
  });
});

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
            Condition: { StringEquals: Match.objectLike({ 'kms:CallerAccount': { Ref: 'AWS::AccountId' } }) },
          }),
        ]),
      },
    });
  });

  it('gives the role no managed policy unless Session Manager is asked for', () => {
    const closed = makeStatefulGroup();
    const open = makeStatefulGroup({ sessionManagerAccess: true });

    Template.fromStack(closed.stack).hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
    Template.fromStack(open.stack).hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() });
  });

  it('grants control of this group alone', () => {
    const { stack, group } = makeStatefulGroup();
    group.grantControl(new iam.Role(stack, 'Scaler', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: Match.arrayWith(['autoscaling:SetDesiredCapacity', 'autoscaling:SuspendProcesses']),
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

describe('property checks of a NodeGroup', () => {
  it('report all faults at once, with the path and what to do', () => {
    const make = () =>
      makeStatefulGroup({
        minCapacity: 5,
        maxCapacity: 2,
        workload: Workload.stateful({ terminateHeartbeat: Duration.seconds(600) }),
        rootVolumeSize: Size.gibibytes(4),
      });

    expect(make).toThrow(/Test\/Nodes: 3 faults/);
    expect(make).toThrow(/minCapacity is 5 and maxCapacity is 2/);
    expect(make).toThrow(/workload.terminateHeartbeat is 600 s. Accepted: whole seconds from 1728 to 7200/);
    expect(make).toThrow(/rootVolumeSize is 4 GiB/);
  });

  it('fail when types mix architectures', () => {
    const instanceTypes = [NVME_TYPE, new ec2.InstanceType('i4g.xlarge')];

    expect(() => makeStatefulGroup({ machine: Machine.nvme({ instanceTypes }) })).toThrow(
      /i4i.xlarge \(x86_64\), i4g.xlarge \(arm64\)/,
    );
  });

  it('fail when no type is named', () => {
    expect(() => makeStatefulGroup({ machine: Machine.nvme({ instanceTypes: [] }) })).toThrow(/has 0 types/);
  });

  it('fail when the mount path would break the script', () => {
    const machine = Machine.nvme({ instanceTypes: [NVME_TYPE], mountPath: "/mnt/it's" });

    expect(() => makeStatefulGroup({ machine })).toThrow(/machine.mountPath is '\/mnt\/it's'/);
  });

  it('fail when ECS shall manage machines that join no cluster', () => {
    expect(() => makeStatefulGroup({ workload: Workload.ecsManaged() })).toThrow(/WorkloadNeedsCluster/);
  });

  it('fail when GPU types for arm64 come without an image', () => {
    const { stack, vpc, cluster } = makeForeignStack();
    const machine = Machine.gpu({ instanceTypes: [new ec2.InstanceType('g5g.xlarge')], cluster });

    expect(() => new NodeGroup(stack, 'Gpu', { vpc, machine, maxCapacity: 1 })).toThrow(/ImageForArchitectureMissing/);
  });

  it('fail when a type is a token and no image is given', () => {
    const instanceTypes = [new ec2.InstanceType(Lazy.string({ produce: () => 'i4i.xlarge' }))];

    expect(() => makeStatefulGroup({ machine: Machine.nvme({ instanceTypes }) })).toThrow(/ArchitectureUnknown/);
  });

  it('accept tokens', () => {
    const { stack } = makeStatefulGroup({
      minCapacity: Lazy.number({ produce: () => 3 }),
      maxCapacity: Lazy.number({ produce: () => 6 }),
      rootVolumeSize: Size.gibibytes(Lazy.number({ produce: () => 40 })),
      workload: Workload.stateful({ launchTimeout: Duration.seconds(Lazy.number({ produce: () => 120 })) }),
    });

    Template.fromStack(stack).hasResourceProperties(GROUP, { MinSize: '3', MaxSize: '6' });
  });
});
