import { type App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { describe, expect, it } from 'vitest';
import { Machine, NodeGroup, Workload } from '../../../lib/node-group';
import { makeGpuGroup, makeStack, makeStatefulGroup, NVME_TYPE } from './fixtures';

function cfnGroupOf(group: NodeGroup): autoscaling.CfnAutoScalingGroup {
  return group.autoScalingGroup.node.defaultChild as autoscaling.CfnAutoScalingGroup;
}

/** Returns a provider that lets tasks be placed on the group, and neither scales nor drains it. */
function makeNamingProvider(stack: Stack, group: NodeGroup): ecs.AsgCapacityProvider {
  return new ecs.AsgCapacityProvider(stack, 'Provider', {
    autoScalingGroup: group.autoScalingGroup,
    enableManagedScaling: false,
    enableManagedTerminationProtection: false,
    enableManagedDraining: false,
  });
}

describe('a second writer of a stateful group is refused at synth', () => {
  it('when it is a scaling policy, and the message names the policy and the fix', () => {
    const { stack, group } = makeStatefulGroup();
    group.autoScalingGroup.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });

    const synth = () => Template.fromStack(stack);
    expect(synth).toThrow(/\[SecondWriter\] 'Test\/Nodes\/Group\/ScalingPolicyCpu\/Resource'/);
    expect(synth).toThrow(/one writer of the desired capacity, which is the fleet's scaler/);
    expect(synth).toThrow(/Fix: remove the policy/);
  });

  it('when it is a scheduled action', () => {
    const { stack, group } = makeStatefulGroup();
    group.autoScalingGroup.scaleOnSchedule('Night', {
      schedule: autoscaling.Schedule.cron({ hour: '22', minute: '0' }),
      minCapacity: 1,
    });

    expect(() => Template.fromStack(stack)).toThrow(/is a scheduled action of the group/);
  });

  it('when it is a warm pool', () => {
    const { stack, group } = makeStatefulGroup();
    group.autoScalingGroup.addWarmPool();

    expect(() => Template.fromStack(stack)).toThrow(/is a warm pool of the group/);
  });

  it('when it is a capacity provider with managed scaling', () => {
    const { stack, vpc, group } = makeStatefulGroup();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    cluster.addAsgCapacityProvider(
      new ecs.AsgCapacityProvider(stack, 'Provider', {
        autoScalingGroup: group.autoScalingGroup,
        enableManagedDraining: true,
      }),
    );

    expect(() => Template.fromStack(stack)).toThrow(/'Test\/Provider\/Provider'.*managed scaling/);
  });

  it('when it is a capacity provider that drains', () => {
    const { stack, group } = makeStatefulGroup();
    new ecs.AsgCapacityProvider(stack, 'Provider', {
      autoScalingGroup: group.autoScalingGroup,
      enableManagedScaling: false,
      enableManagedTerminationProtection: false,
    });

    expect(() => Template.fromStack(stack)).toThrow(/managed draining/);
  });

  it('when it is the drain hook that CDK adds for a provider without draining', () => {
    const { stack, vpc, group } = makeStatefulGroup();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    cluster.addAsgCapacityProvider(makeNamingProvider(stack, group));

    expect(() => Template.fromStack(stack)).toThrow(/CDK's drain hook on the group/);
  });

  it('when it is a raw resource', () => {
    const { stack, group } = makeStatefulGroup();
    new CfnResource(stack, 'Raw', {
      type: 'AWS::AutoScaling::ScalingPolicy',
      properties: { AutoScalingGroupName: group.autoScalingGroup.autoScalingGroupName },
    });

    expect(() => Template.fromStack(stack)).toThrow(/'Test\/Raw' \(AWS::AutoScaling::ScalingPolicy\)/);
  });

  it('when it is a scaling plan', () => {
    const { stack, group } = makeStatefulGroup();
    new CfnResource(stack, 'Plan', {
      type: 'AWS::AutoScalingPlans::ScalingPlan',
      properties: {
        ScalingInstructions: [{ ResourceId: `autoScalingGroup/${group.autoScalingGroup.autoScalingGroupName}` }],
      },
    });

    expect(() => Template.fromStack(stack)).toThrow(/is a scaling plan that covers the group/);
  });

  it('when it stands in another stack of the app', () => {
    const { stack, group } = makeStatefulGroup();
    const other = new Stack(stack.node.root as App, 'Other');
    new autoscaling.CfnScalingPolicy(other, 'Policy', {
      autoScalingGroupName: group.autoScalingGroup.autoScalingGroupName,
    });

    expect(() => Template.fromStack(stack)).toThrow(/'Other\/Policy'/);
  });
});

describe('settings of a stateful group are refused at synth', () => {
  it('when it knows the group by its name alone', () => {
    const { stack } = makeStatefulGroup({ groupName: 'orders-nodes' });
    const other = new Stack(stack.node.root, 'Other');
    const imported = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(other, 'Imported', 'orders-nodes');
    imported.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });

    expect(() => Template.fromStack(other)).toThrow(/\[SecondWriter\] 'Other\/Imported\/ScalingPolicyCpu\/Resource'/);
  });

  it('when the desired capacity is rendered', () => {
    const { stack, group } = makeStatefulGroup();
    cfnGroupOf(group).desiredCapacity = '3';

    expect(() => Template.fromStack(stack)).toThrow(
      /\[DesiredCapacityRendered\] the group renders DesiredCapacity "3"/,
    );
  });

  it('when the desired capacity is an override', () => {
    const { stack, group } = makeStatefulGroup();
    cfnGroupOf(group).addPropertyOverride('DesiredCapacity', '3');

    expect(() => Template.fromStack(stack)).toThrow(/DesiredCapacityRendered/);
  });

  it('when instances have a maximum lifetime', () => {
    const { stack, group } = makeStatefulGroup();
    cfnGroupOf(group).maxInstanceLifetime = 86_400 * 7;

    expect(() => Template.fromStack(stack)).toThrow(/MaxInstanceLifetime 604800/);
  });

  it('when a deployment would replace instances', () => {
    const { stack, group } = makeStatefulGroup();
    cfnGroupOf(group).cfnOptions.updatePolicy = { autoScalingRollingUpdate: { minInstancesInService: 1 } };

    expect(() => Template.fromStack(stack)).toThrow(/the update policy AutoScalingRollingUpdate/);
  });

  it('when capacity rebalancing is on', () => {
    const { stack, group } = makeStatefulGroup();
    cfnGroupOf(group).capacityRebalance = true;

    expect(() => Template.fromStack(stack)).toThrow(/CapacityRebalance true/);
  });

  it('when scale-in protection is turned off', () => {
    const { stack, group } = makeStatefulGroup();
    cfnGroupOf(group).newInstancesProtectedFromScaleIn = false;

    expect(() => Template.fromStack(stack)).toThrow(/ScaleInProtectionMissing/);
  });
});

describe('what is not a second writer is accepted', () => {
  it('when a scaling policy belongs to another group', () => {
    const { stack, vpc } = makeStatefulGroup();
    const theirs = new autoscaling.AutoScalingGroup(stack, 'Theirs', {
      vpc,
      launchTemplate: new ec2.LaunchTemplate(stack, 'TheirTemplate', {
        instanceType: new ec2.InstanceType('m7g.large'),
        machineImage: ec2.MachineImage.latestAmazonLinux2023(),
        userData: ec2.UserData.forLinux(),
      }),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    });
    theirs.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('when a group of the same id in another stack scales by policy', () => {
    const { app, stack, vpc } = makeStack();
    const other = new Stack(app, 'Other');
    const subnets = { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } };
    const machine = Machine.nvme({ instanceTypes: [NVME_TYPE] });
    new NodeGroup(stack, 'Nodes', { vpc, machine, maxCapacity: 2, ...subnets });
    const stateless = new NodeGroup(other, 'Nodes', {
      vpc: new ec2.Vpc(other, 'Vpc', { natGateways: 0 }),
      machine,
      maxCapacity: 2,
      workload: Workload.stateless(),
      ...subnets,
    });
    stateless.autoScalingGroup.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('when a group of the same name in another region scales by policy', () => {
    const { stack } = makeStatefulGroup({ groupName: 'orders-nodes' });
    const other = new Stack(stack.node.root, 'Other', { env: { region: 'eu-west-1' } });
    const imported = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(other, 'Imported', 'orders-nodes');
    imported.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });

    expect(() => Template.fromStack(other)).not.toThrow();
  });

  it('when a capacity provider only names the group', () => {
    const { stack, group } = makeStatefulGroup();
    makeNamingProvider(stack, group);

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('when a lifecycle hook of the user is added', () => {
    const { stack, group } = makeStatefulGroup();
    group.autoScalingGroup.addLifecycleHook('Theirs', {
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING,
    });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('when a stateless group scales by policy', () => {
    const { stack, group } = makeStatefulGroup({ workload: Workload.stateless() });
    group.autoScalingGroup.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('a group whose size ECS manages', () => {
  it('fails when a scaling policy is added', () => {
    const { stack, group } = makeGpuGroup();
    group.autoScalingGroup.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });

    expect(() => Template.fromStack(stack)).toThrow(/which is ECS managed scaling/);
  });
});
