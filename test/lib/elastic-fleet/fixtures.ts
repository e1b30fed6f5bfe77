import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { ElasticFleet, type ElasticFleetProps, Machine } from '../../../lib';

/** What a test changes about the fleet; the second form gets the stack and its network. */
export type Changes = Partial<ElasticFleetProps> | ((scope: Stack, vpc: ec2.Vpc) => Partial<ElasticFleetProps>);

/** A machine that every test may use. */
export function nvmeMachine(): Machine {
  return Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4i.xlarge')] });
}

/** Returns an asset of a folder, as a service comes. */
export function storeAsset(scope: Construct): s3_assets.Asset {
  return new s3_assets.Asset(scope, 'Store', { path: __dirname });
}

/** Returns a fleet in a stack of its own; `changes` replaces properties. */
export function makeFleet(changes: Changes = {}): { stack: Stack; fleet: ElasticFleet } {
  const stack = new Stack(new App(), 'Test');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false });
  const fleet = new ElasticFleet(stack, 'Fleet', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    machine: nvmeMachine(),
    minNodes: 2,
    maxNodes: 6,
    shardCount: 16,
    ...(typeof changes === 'function' ? changes(stack, vpc) : changes),
  });
  return { stack, fleet };
}
