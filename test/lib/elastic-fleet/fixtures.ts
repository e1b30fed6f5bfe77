import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ElasticFleet, type ElasticFleetProps, Machine } from '../../../lib';

/** A machine that every test may use. */
export function nvmeMachine(): Machine {
  return Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4i.xlarge')] });
}

/** Returns a fleet in a stack of its own; `more` replaces properties. */
export function makeFleet(more: Partial<ElasticFleetProps> = {}): { stack: Stack; fleet: ElasticFleet } {
  const stack = new Stack(new App(), 'Test');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false });
  const fleet = new ElasticFleet(stack, 'Fleet', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    machine: nvmeMachine(),
    minNodes: 2,
    maxNodes: 6,
    shardCount: 16,
    ...more,
  });
  return { stack, fleet };
}
