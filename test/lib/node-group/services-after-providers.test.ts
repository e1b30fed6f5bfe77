import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { describe, expect, it } from 'vitest';
import type { NodeGroup } from '../../../lib/node-group';
import { makeGpuGroup } from './fixtures';

const ASSOCIATION = 'AWS::ECS::ClusterCapacityProviderAssociations';

/** Returns a service of the cluster; without a provider it is of the launch type EC2. */
function addService(scope: Stack, cluster: ecs.ICluster, provider?: NodeGroup['capacityProvider']): ecs.Ec2Service {
  const taskDefinition = new ecs.Ec2TaskDefinition(scope, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
  taskDefinition.addContainer('Main', { image: ecs.ContainerImage.fromRegistry('model'), memoryLimitMiB: 512 });
  return new ecs.Ec2Service(scope, 'Service', {
    cluster,
    taskDefinition,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    capacityProviderStrategies: provider && [{ capacityProvider: provider.capacityProviderName, weight: 1 }],
  });
}

/** Returns what the one service of a template depends on, and what associates providers with the cluster. */
function orderOf(template: Template): { dependsOn: readonly string[]; association: string | undefined } {
  const [service] = Object.values(template.findResources('AWS::ECS::Service'));
  const [association] = Object.keys(template.findResources(ASSOCIATION));
  return { dependsOn: service?.DependsOn ?? [], association };
}

describe('a service in the cluster of a group', () => {
  it('comes after the provider was associated with the cluster, and goes before that ends', () => {
    const { stack, cluster, group } = makeGpuGroup();
    addService(stack, cluster, group.capacityProvider);

    const { dependsOn, association } = orderOf(Template.fromStack(stack));
    expect(dependsOn).toContain(association);
  });

  it('lets nodes know its security group all the same', () => {
    const { stack, cluster, group } = makeGpuGroup();
    const service = addService(stack, cluster, group.capacityProvider);
    group.connections.allowFrom(service, ec2.Port.tcp(8080));

    const { dependsOn, association } = orderOf(Template.fromStack(stack));
    expect(dependsOn).toContain(association);
  });

  it('waits for no provider when it is of a launch type', () => {
    const { stack, cluster } = makeGpuGroup();
    addService(stack, cluster);

    const { dependsOn, association } = orderOf(Template.fromStack(stack));
    expect(association).toBeDefined();
    expect(dependsOn).not.toContain(association);
  });
});
