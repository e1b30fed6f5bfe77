import { type App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ElasticFleet, Machine } from '../../../lib';

/**
 * Puts a fleet without alarms, which tells its decisions to a topic, into a stack of its own; a park guard keeps it from being deleted while
 * it serves.
 */
export function buildGuardedFleet(app: App): Stack {
  const stack = new Stack(app, 'Guarded');
  const fleet = new ElasticFleet(stack, 'Fleet', {
    vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2 }),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    machine: Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4i.xlarge')] }),
    fleetName: 'guarded',
    maxNodes: 4,
    shardCount: 8,
    removalPolicy: RemovalPolicy.DESTROY,
    defaultAlarms: false,
  });
  fleet.onScalingDecision('Tell', { target: new targets.SnsTopic(new sns.Topic(stack, 'Decisions')) });
  return stack;
}
