import { type App, Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  AcceptableBacklog,
  CacheCluster,
  ForecastMetric,
  Machine,
  NodeGroup,
  Purchase,
  ServiceScaling,
  TieredBucket,
  Workload,
} from '../../../lib';

/**
 * Puts the constructs that are not part of a fleet into one stack: a GPU group, a service that scales on it, a cache and
 * a bucket, beside a stateful group. It looks nothing up, so that it deploys anywhere.
 */
export function buildConstructsStack(app: App, id: string): Stack {
  const stack = new Stack(app, id);
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
  const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED });
  const gpuNodes = new NodeGroup(stack, 'GpuNodes', {
    vpc,
    vpcSubnets,
    machine: Machine.gpu({
      instanceTypes: [new ec2.InstanceType('g5.xlarge'), new ec2.InstanceType('g6.xlarge')],
      cluster,
    }),
    purchase: Purchase.mixed({ onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 50 }),
    maxCapacity: 4,
  });
  const nvmeNodes = new NodeGroup(stack, 'NvmeNodes', {
    vpc,
    vpcSubnets,
    machine: Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4i.xlarge')] }),
    workload: Workload.stateful({ launchTimeout: Duration.minutes(10) }),
    minCapacity: 0,
    maxCapacity: 3,
  });
  addScaledService(stack, cluster, gpuNodes);
  const cache = new CacheCluster(stack, 'Cache', { vpc, vpcSubnets, nodeType: 'cache.r7g.large', shards: 2 });
  cache.connections.allowDefaultPortFrom(gpuNodes);
  const store = new TieredBucket(stack, 'Store', { removalPolicy: RemovalPolicy.DESTROY });
  store.grantHomesReadWrite(nvmeNodes);
  return stack;
}

function addScaledService(stack: Stack, cluster: ecs.Cluster, nodes: NodeGroup): void {
  const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Model', { networkMode: ecs.NetworkMode.AWS_VPC });
  taskDefinition.addContainer('Server', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable'),
    memoryReservationMiB: 512,
    gpuCount: 1,
    logging: ecs.LogDrivers.awsLogs({
      streamPrefix: 'model',
      logGroup: new logs.LogGroup(stack, 'ModelLogs', { removalPolicy: RemovalPolicy.DESTROY }),
    }),
  });
  const service = new ecs.Ec2Service(stack, 'Service', {
    cluster,
    taskDefinition,
    capacityProviderStrategies: nodes.capacityProvider
      ? [{ capacityProvider: nodes.capacityProvider.capacityProviderName, weight: 1 }]
      : undefined,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    minHealthyPercent: 50,
    circuitBreaker: { rollback: true },
  });
  const scaling = new ServiceScaling(stack, 'ServiceScaling', { service, minCapacity: 1, maxCapacity: 4 });
  scaling.trackCpuUtilization({ targetPercent: 60, highResolution: true });
  scaling.trackMemoryUtilization({ targetPercent: 70 });
  scaling.trackBacklogPerTask({
    queue: new sqs.Queue(stack, 'Jobs', { enforceSSL: true }),
    acceptableBacklog: AcceptableBacklog.ofMessages(20),
  });
  scaling.scaleOnForecast({ metric: ForecastMetric.cpuUtilization(60) });
  scaling.scheduleCapacity('Morning', {
    schedule: appscaling.Schedule.cron({ hour: '8', minute: '0', weekDay: 'MON-FRI' }),
    timeZone: TimeZone.EUROPE_BERLIN,
    minCapacity: 2,
  });
}
