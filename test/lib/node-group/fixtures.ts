import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Machine, NodeGroup, type NodeGroupProps } from '../../../lib/node-group';

export const NVME_TYPE = new ec2.InstanceType('i4i.xlarge');
export const GPU_TYPE = new ec2.InstanceType('g5.xlarge');

/** A stack with a VPC, and what a test changes about the group in it. */
export interface GroupFixture {
  readonly stack: Stack;
  readonly vpc: ec2.Vpc;
  readonly group: NodeGroup;
}

/** Returns a new stack, agnostic of its environment, with a VPC. */
export function makeStack(): { app: App; stack: Stack; vpc: ec2.Vpc } {
  const app = new App();
  const stack = new Stack(app, 'Test');
  return { app, stack, vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2 }) };
}

/** Returns a stateful NVMe group of 1 to 4 nodes, with `overrides`. */
export function makeStatefulGroup(overrides: Partial<NodeGroupProps> = {}): GroupFixture {
  const { stack, vpc } = makeStack();
  const group = new NodeGroup(stack, 'Nodes', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    machine: Machine.nvme({ instanceTypes: [NVME_TYPE] }),
    maxCapacity: 4,
    ...overrides,
  });
  return { stack, vpc, group };
}

/** Returns a GPU group in a cluster of the same stack, whose size ECS manages, with `overrides`. */
export function makeGpuGroup(overrides: Partial<NodeGroupProps> = {}): GroupFixture & { cluster: ecs.Cluster } {
  const { stack, vpc } = makeStack();
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const group = new NodeGroup(stack, 'Gpu', {
    vpc,
    machine: Machine.gpu({ instanceTypes: [GPU_TYPE], cluster }),
    maxCapacity: 4,
    ...overrides,
  });
  return { stack, vpc, group, cluster };
}
