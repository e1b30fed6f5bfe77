import { Duration, type Stack, TimeZone } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { ShardMap, shardIdOf, shardKeyOf } from '../../client';
import type { MovePlan } from '../../core/planner/move-plan';
import { planMoves } from '../../core/planner/plan-moves';
import { startStoreServer } from '../../examples/elastic-database/store/store-server';
import { ElasticFleet, FleetService, Machine, ScalingPolicy, ServiceScaler, ServiceScaling } from '../../lib';

// The bodies of these functions are the examples of README and guides, letter by letter but for their imports.

export function readme(stack: Stack, program: Asset, topic: sns.ITopic): ElasticFleet {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    gatewayEndpoints: {
      s3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
      dynamodb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
    },
  });
  const fleet = new ElasticFleet(stack, 'Database', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    machine: Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4i.xlarge')] }),
    minNodes: 2,
    maxNodes: 12,
    shardCount: 64, // for good
    thresholds: { cpuPercent: 70, diskPercent: 80 },
    forecast: { maxUnmet: 0.01, startUp: Duration.minutes(3) },
    service: FleetService.systemd({ asset: program, command: '/usr/bin/node index.js', port: 7070 }),
  });
  fleet.onScalingDecision('Tell', { target: new targets.SnsTopic(topic) });
  return fleet;
}

export function shell(fleet: ElasticFleet, vpc: ec2.Vpc): void {
  fleet.nodeGroup.allowSessions();
  vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
  vpc.addInterfaceEndpoint('SsmMessages', { service: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES });
}

export async function readmeClient(bucket: string): Promise<unknown> {
  const map = await ShardMap.load({ bucket });
  const { owner } = map.lookup('shard-00042'); // { nodeId, address, zone }
  return owner;
}

export async function shardMap(): Promise<unknown> {
  const map = await ShardMap.load({ bucket: 'my-fleet-bucket' });
  map.watch(); // a conditional request each 5 s
  const { owner, epoch, followers } = map.lookup('shard-00042');
  // owner: { nodeId: 'i-0abc…', address: '10.0.3.17:7070', zone: 'eu-central-1b' }
  return [owner, epoch, followers];
}

export async function placement(record: { $collectionId: string }): Promise<unknown> {
  const SHARDS = 200; // the fleet's shardCount, which never changes
  const map = await ShardMap.load({ bucket: 'my-fleet-bucket' });

  const { owner } = map.lookup(shardIdOf('user-42', SHARDS));
  const place = map.lookup(shardIdOf(shardKeyOf('document', record), SHARDS)); // beside the rest of its collection
  return [owner, place];
}

export function planner(): MovePlan {
  const plan = planMoves({
    nodes: [
      { id: 'i-1', zone: 'a', state: 'active', capacity: { bytes: 2e12, load: 100 } },
      { id: 'i-2', zone: 'b', state: 'draining', capacity: { bytes: 2e12, load: 100 } },
    ],
    shards: [{ id: 's-1', sizeBytes: 4e9, load: 3, owners: ['i-2'] }],
    moves: [], // in flight
    policy: { replicas: 1 },
  });
  // { before, after: { maxOverMean }, moves: [{ shard: 's-1', from: 'i-2', to: 'i-1', bytes, reason: 'evacuation', gain }],
  //   bytesMoved, lowerBoundBytes, unmet: [], held: [], isRebalancing: false }
  return plan;
}

export function scalingFleet(stack: Stack, vpc: ec2.IVpc, machine: Machine): void {
  new ElasticFleet(stack, 'Fleet', {
    vpc,
    machine,
    shardCount: 256,
    minNodes: 3,
    maxNodes: 40,
    thresholds: { cpuPercent: 70, diskPercent: 80 },
    forecast: { maxUnmet: 0.001, startUp: Duration.minutes(7) },
    scheduleWindows: [
      {
        name: 'office',
        start: '30 7 * * MON-FRI',
        timeZone: TimeZone.EUROPE_BERLIN,
        duration: Duration.hours(11),
        floor: 6,
      },
    ],
    costCeiling: { dollarsPerHour: 60, nodeDollarsPerHour: 2.5 },
  });
}

export function serviceScaler(stack: Stack, service: ecs.FargateService, alarmTopic: sns.ITopic): void {
  const scaling = new ServiceScaling(stack, 'Scaling', { service, minCapacity: 1, maxCapacity: 40 });
  scaling.trackCpuUtilization({ targetPercent: 80 });

  const scaler = new ServiceScaler(stack, 'Scaler', { alarmTopic });
  scaler.addService({
    scaling,
    policy: ScalingPolicy.fromFile('policy.json'),
    metrics: { demand: new cloudwatch.Metric({ namespace: 'App', metricName: 'Requests', statistic: 'Sum' }) },
  });
}

export async function store(): Promise<unknown> {
  const server = await startStoreServer({ port: 0, host: '127.0.0.1', agentPort: 7069 });
  return server;
}
