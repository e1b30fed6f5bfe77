import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Machine, NodeGroup, Workload } from '../../../lib/node-group';
import { statementsOf } from '../support/statements-of';
import { GPU_TYPE, makeGpuGroup } from './fixtures';

const PROVIDER = 'AWS::ECS::CapacityProvider';

describe('a GPU group whose size ECS manages', () => {
  it('sets managed scaling and managed draining explicitly, without termination protection', () => {
    const { stack } = makeGpuGroup();

    Template.fromStack(stack).hasResourceProperties(PROVIDER, {
      AutoScalingGroupProvider: {
        ManagedScaling: { Status: 'ENABLED', TargetCapacity: 100 },
        ManagedDraining: 'ENABLED',
        ManagedTerminationProtection: 'DISABLED',
      },
    });
  });

  it('brings no drain function of CDK beside that of ECS', () => {
    const { stack } = makeGpuGroup();

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('AWS::AutoScaling::LifecycleHook', 0);
  });

  it('is associated with the cluster of the app', () => {
    const { stack } = makeGpuGroup();

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', {
      CapacityProviders: [{ Ref: Match.stringLikeRegexp('CapacityProvider') }],
    });
  });

  it('protects instances from scale-in where termination protection is asked for', () => {
    const { stack } = makeGpuGroup({ workload: Workload.ecsManaged({ managedTerminationProtection: true }) });

    Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      NewInstancesProtectedFromScaleIn: true,
    });
  });

  it('starts with no instance', () => {
    const { stack } = makeGpuGroup();

    Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', { MinSize: '0' });
  });

  it('reads the newest GPU image of ECS from SSM', () => {
    const { stack } = makeGpuGroup();

    Template.fromStack(stack).hasParameter('*', {
      Default: '/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id',
    });
  });

  it('lets the agent drain its own tasks at a Spot notice, which CDK leaves out for mixed groups', () => {
    const { stack, group } = makeGpuGroup();

    const commands = JSON.stringify(stack.resolve(group.userData.render()));
    expect(commands).toContain('ECS_ENABLE_SPOT_INSTANCE_DRAINING=true');
    expect(commands).toContain('ECS_ENABLE_GPU_SUPPORT=true');
    const draining = statementsOf(Template.fromStack(stack), /Role/).filter(({ actions }) =>
      actions.includes('ecs:UpdateContainerInstancesState'),
    );
    expect(draining).toMatchObject([{ resources: ['"*"'], condition: { ArnEquals: { 'ecs:cluster': {} } } }]);
  });

  it('names the cluster in the user data once', () => {
    const { stack, group } = makeGpuGroup();

    const commands = JSON.stringify(stack.resolve(group.userData.render()));
    expect(commands.split('ECS_CLUSTER=')).toHaveLength(2);
  });

  it('fails when the target capacity is over 100 percent', () => {
    const workload = Workload.ecsManaged({ targetCapacityPercent: 120 });

    expect(() => makeGpuGroup({ workload })).toThrow(/workload.targetCapacityPercent is 120/);
  });
});

describe('a stateful GPU group', () => {
  it('has no capacity provider, and no draining by the agent', () => {
    const { stack, group } = makeGpuGroup({ workload: Workload.stateful() });

    Template.fromStack(stack).resourceCountIs(PROVIDER, 0);
    expect(JSON.stringify(stack.resolve(group.userData.render()))).toContain('ECS_ENABLE_SPOT_INSTANCE_DRAINING=false');
  });

  it('lets its agent register with its own cluster alone', () => {
    const { stack } = makeGpuGroup({ workload: Workload.stateful() });

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['ecs:RegisterContainerInstance']),
            Resource: Match.arrayWith([{ 'Fn::GetAtt': [Match.stringLikeRegexp('Cluster'), 'Arn'] }]),
          }),
        ]),
      },
    });
  });

  it('assembles the instance store where a mount path is given', () => {
    const { stack, vpc, cluster } = makeGpuGroup();
    const group = new NodeGroup(stack, 'WithStore', {
      vpc,
      machine: Machine.gpu({ instanceTypes: [GPU_TYPE], cluster, instanceStoreMountPath: '/mnt/models' }),
      workload: Workload.stateful(),
      maxCapacity: 1,
    });

    expect(group.instanceStoreMountPath).toBe('/mnt/models');
    expect(JSON.stringify(stack.resolve(group.userData.render()))).toContain("MOUNT_PATH='/mnt/models'");
  });
});
