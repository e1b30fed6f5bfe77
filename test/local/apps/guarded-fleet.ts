import { type App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ElasticFleet, Machine } from '../../../lib';

/** Puts a fleet without alarms into a stack of its own; a park guard keeps it from being deleted while it serves. */
export function buildGuardedFleet(app: App): Stack {
  const stack = new Stack(app, 'Guarded');
  new ElasticFleet(stack, 'Fleet', {
    vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2 }),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    machine: Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4i.xlarge')] }),
    fleetName: 'guarded',
    maxNodes: 4,
    shardCount: 8,
    removalPolicy: RemovalPolicy.DESTROY,
    defaultAlarms: false,
  });
  return stack;
}
